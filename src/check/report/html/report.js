// The filters of the table and the map of the findings. The map is drawn on a canvas in S-JTSK: x to the east, y to the
// north, centimetres from an origin in the middle of the data; what it reads is numbers, every text stands in the page.
'use strict';
(() => {
  const root = document.documentElement;
  root.classList.add('js');
  const rows = [...document.querySelectorAll('.findings tbody tr')];
  if (rows.length === 0) return;

  // ---- filters ----
  const form = document.querySelector('.filters');
  const shown = document.getElementById('shown');
  const fields = ['severity', 'check', 'element', 'file'].map((name) => document.getElementById(name)).filter(Boolean);
  const search = document.getElementById('q');
  // Without accents, so that "hranice" typed in any way finds what it should.
  const folded = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const texts = rows.map((row) => folded(row.textContent));

  function filter() {
    const words = folded(search.value).split(/\s+/).filter(Boolean);
    let number = 0;
    rows.forEach((row, index) => {
      const fits = fields.every((field) => field.value === '' || row.dataset[field.id] === field.value)
        && words.every((word) => texts[index].includes(word));
      row.hidden = !fits;
      if (fits) number += 1;
    });
    const parts = shown.dataset.text.split('{}');
    const told = (value) => value.toLocaleString(root.lang);
    shown.textContent = parts[0] + told(number) + parts[1] + told(rows.length) + (parts[2] ?? '');
    draw();
  }

  form.addEventListener('input', filter);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(filter));

  // ---- data of the map ----
  const block = document.getElementById('data');
  const canvas = document.querySelector('canvas');
  const pen = canvas?.getContext('2d');
  const data = pen ? JSON.parse(block.textContent) : { origin: [0, 0], background: [], findings: [] };

  function around(boxes) {
    return boxes.reduce(
      (all, box) => [Math.min(all[0], box[0]), Math.min(all[1], box[1]), Math.max(all[2], box[2]), Math.max(all[3], box[3])],
      [Infinity, Infinity, -Infinity, -Infinity],
    );
  }

  function unpack(geometry) {
    if (!geometry) return null;
    const parts = geometry.slice(1).map((given) => {
      const points = new Float64Array(given.length);
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      for (let at = 0, x = 0, y = 0; at < given.length; at += 2) {
        points[at] = x += given[at];
        points[at + 1] = y += given[at + 1];
        box[0] = Math.min(box[0], x);
        box[1] = Math.min(box[1], y);
        box[2] = Math.max(box[2], x);
        box[3] = Math.max(box[3], y);
      }
      return { points, box };
    });
    return { kind: geometry[0], parts, box: around(parts.map((part) => part.box)) };
  }

  const ground = data.background.map(unpack).filter(Boolean);
  const findings = data.findings.map(unpack);
  let chosen = -1;

  // ---- view: what is in the middle, and pixels in a centimetre ----
  const view = { x: 0, y: 0, scale: 0.01 };
  const SCALES = [1e-6, 5];
  let width = 0;
  let height = 0;
  const px = (x) => (x - view.x) * view.scale + width / 2;
  const py = (y) => height / 2 - (y - view.y) * view.scale;
  const limited = (scale) => Math.min(SCALES[1], Math.max(SCALES[0], scale));

  function fit(box) {
    if (!Number.isFinite(box[0])) return;
    view.x = (box[0] + box[2]) / 2;
    view.y = (box[1] + box[3]) / 2;
    const room = (size, length) => (size - 60) / Math.max(length, 2000);
    view.scale = limited(Math.min(room(width, box[2] - box[0]), room(height, box[3] - box[1])));
    draw();
  }

  // Czechia with room around it. What lies elsewhere has wrong coordinates and would make all else one dot.
  const country = [-95e6, -128e6, -38e6, -88e6];
  const sane = ({ box: [west, south, east, north] }) => {
    const [x, y] = data.origin;
    return west + x >= country[0] && south + y >= country[1] && east + x <= country[2] && north + y <= country[3];
  };

  const all = () => {
    const visible = findings.filter((finding, index) => finding && !rows[index].hidden);
    const best = [visible.filter(sane), ground.filter(sane), visible, ground].find((list) => list.length > 0);
    if (best) fit(around(best.map((geometry) => geometry.box)));
  };

  function zoom(factor, x = width / 2, y = height / 2) {
    const scale = limited(view.scale * factor);
    view.x += (x - width / 2) * (1 / view.scale - 1 / scale);
    view.y -= (y - height / 2) * (1 / view.scale - 1 / scale);
    view.scale = scale;
    draw();
  }

  // ---- drawing ----
  let waiting = false;
  function draw() {
    if (!pen || waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      paint();
    });
  }

  let colours = {};
  function readColours() {
    const style = getComputedStyle(root);
    for (const name of ['paper', 'ground', 'mark-error', 'mark-warning', 'chosen', 'stage']) {
      colours[name] = style.getPropertyValue(`--${name}`).trim();
    }
  }

  const outside = (box, margin) =>
    px(box[2]) < -margin || px(box[0]) > width + margin || py(box[1]) < -margin || py(box[3]) > height + margin;

  /** Adds a part to the path; vertices that fall on the same pixel as the one before are left out. */
  function trace(points, close) {
    let lastX = px(points[0]);
    let lastY = py(points[1]);
    pen.moveTo(lastX, lastY);
    for (let at = 2; at < points.length; at += 2) {
      const x = px(points[at]);
      const y = py(points[at + 1]);
      if (at < points.length - 2 && Math.abs(x - lastX) < 1 && Math.abs(y - lastY) < 1) continue;
      pen.lineTo(x, y);
      lastX = x;
      lastY = y;
    }
    if (close) pen.closePath();
    return points.length;
  }

  function paintGround() {
    pen.strokeStyle = pen.fillStyle = colours.ground;
    pen.lineWidth = 1;
    pen.beginPath();
    let traced = 0;
    for (const geometry of ground) {
      if (outside(geometry.box, 2)) continue;
      for (const { points, box } of geometry.parts) {
        if (geometry.kind === 0) {
          pen.fillRect(px(points[0]) - 1, py(points[1]) - 1, 2, 2);
        } else if (!outside(box, 2)) {
          traced += trace(points, geometry.kind === 2);
        }
      }
      // Long paths are slower than the sum of short ones.
      if (traced > 4000) {
        pen.stroke();
        pen.beginPath();
        traced = 0;
      }
    }
    pen.stroke();
  }

  const isSmall = (geometry) =>
    geometry.kind === 0 || Math.max(geometry.box[2] - geometry.box[0], geometry.box[3] - geometry.box[1]) * view.scale < 10;
  const middle = ({ box }) => [px((box[0] + box[2]) / 2), py((box[1] + box[3]) / 2)];

  function mark(x, y, error, size) {
    pen.beginPath();
    if (error) {
      pen.arc(x, y, size, 0, 2 * Math.PI);
    } else {
      pen.moveTo(x, y - size * 1.2);
      pen.lineTo(x + size * 1.15, y + size * 0.9);
      pen.lineTo(x - size * 1.15, y + size * 0.9);
      pen.closePath();
    }
    pen.fill();
    pen.stroke();
  }

  function paintFinding(geometry, index) {
    if (outside(geometry.box, 20)) return;
    const error = rows[index].dataset.severity === 'error';
    const colour = colours[error ? 'mark-error' : 'mark-warning'];
    const isChosen = index === chosen;
    if (isSmall(geometry)) {
      const [x, y] = middle(geometry);
      if (isChosen) {
        pen.strokeStyle = colours.chosen;
        pen.lineWidth = 3;
        pen.beginPath();
        pen.arc(x, y, 14, 0, 2 * Math.PI);
        pen.stroke();
      }
      pen.fillStyle = colour;
      pen.strokeStyle = colours.stage;
      pen.lineWidth = 1.5;
      mark(x, y, error, isChosen ? 7 : 5.5);
      return;
    }
    pen.beginPath();
    for (const { points } of geometry.parts) trace(points, geometry.kind === 2);
    if (geometry.kind === 2) {
      pen.globalAlpha = 0.16;
      pen.fillStyle = colour;
      pen.fill('evenodd');
      pen.globalAlpha = 1;
    }
    if (isChosen) {
      pen.strokeStyle = colours.chosen;
      pen.lineWidth = 9;
      pen.stroke();
    }
    pen.strokeStyle = colour;
    pen.lineWidth = 3;
    pen.setLineDash(error ? [] : [7, 5]);
    pen.stroke();
    pen.setLineDash([]);
  }

  function paint() {
    const started = performance.now();
    const ratio = window.devicePixelRatio || 1;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.lineJoin = pen.lineCap = 'round';
    paintGround();
    const visible = (index) => findings[index] && !rows[index].hidden && index !== chosen;
    // Areas first, marks above them, errors above warnings, the chosen one above all.
    const order = (index) => (isSmall(findings[index]) ? 4 : 0) + (rows[index].dataset.severity === 'error' ? 2 : 0);
    const drawn = [...findings.keys()].filter(visible);
    drawn.sort((a, b) => order(a) - order(b) || a - b).forEach((index) => paintFinding(findings[index], index));
    if (findings[chosen]) paintFinding(findings[chosen], chosen);
    paintScale();
    canvas.dataset.milliseconds = (performance.now() - started).toFixed(1);
  }

  function paintScale() {
    const bar = document.querySelector('.scale span');
    const metres = 110 / view.scale / 100;
    const power = 10 ** Math.floor(Math.log10(metres));
    const round = [5, 2, 1].find((factor) => factor * power <= metres) * power;
    bar.style.width = `${round * 100 * view.scale}px`;
    bar.textContent = round >= 1000 ? `${round / 1000} km` : round >= 1 ? `${round} m` : `${Math.round(round * 100)} cm`;
  }

  // ---- choosing ----
  function choose(index, { centre = false, scroll = false } = {}) {
    rows[chosen]?.removeAttribute('aria-current');
    chosen = index;
    const row = rows[index];
    if (!row) return draw();
    row.setAttribute('aria-current', 'true');
    if (scroll) row.scrollIntoView({ block: 'center' });
    const geometry = findings[index];
    if (geometry && centre) {
      const scale = view.scale;
      fit(geometry.box);
      // Near enough to see what is around, and no nearer than the reader is already, unless it would not fit.
      const near = geometry.kind === 0 ? Math.max(scale, 0.06) : Math.min(view.scale * 0.7, Math.max(scale, 0.06));
      view.scale = limited(near);
    }
    draw();
  }

  function distance(geometry, x, y) {
    if (isSmall(geometry)) {
      const [mx, my] = middle(geometry);
      return Math.max(0, Math.hypot(mx - x, my - y) - 6);
    }
    let nearest = Infinity;
    for (const { points } of geometry.parts) {
      for (let at = 0; at + 3 < points.length; at += 2) {
        const [ax, ay, bx, by] = [px(points[at]), py(points[at + 1]), px(points[at + 2]), py(points[at + 3])];
        const length = (bx - ax) ** 2 + (by - ay) ** 2;
        const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
        nearest = Math.min(nearest, Math.hypot(ax + along * (bx - ax) - x, ay + along * (by - ay) - y));
      }
    }
    return nearest;
  }

  /** Chooses what lies under a pixel; clicking again goes on to the next of those that lie there together. */
  function pick(x, y, reach) {
    const hits = [...findings.keys()]
      .filter((index) => findings[index] && !rows[index].hidden && !outside(findings[index].box, 20))
      .map((index) => ({ index, away: distance(findings[index], x, y) }))
      .filter(({ away }) => away <= reach)
      .sort((a, b) => Math.round(a.away) - Math.round(b.away) || a.index - b.index)
      .map(({ index }) => index);
    const next = hits[(hits.indexOf(chosen) + 1) % hits.length];
    choose(next ?? -1, { scroll: next !== undefined });
  }

  rows.forEach((row, index) => {
    if (!findings[index]) return;
    row.classList.add('located');
    row.addEventListener('click', () => {
      if (String(getSelection()) === '') choose(index, { centre: true });
    });
  });
  filter();
  if (!pen) return;

  // ---- pointers, wheel, keys ----
  const pointers = new Map();
  let moved = 0;
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const span = () => {
    const [a, b] = [...pointers.values()];
    return { length: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  };
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, at(event));
    if (pointers.size === 1) moved = 0;
  });
  canvas.addEventListener('pointermove', (event) => {
    const now = at(event);
    const before = pointers.get(event.pointerId);
    if (before) {
      const earlier = pointers.size === 2 ? span() : null;
      pointers.set(event.pointerId, now);
      moved += Math.hypot(now.x - before.x, now.y - before.y);
      const share = pointers.size;
      view.x -= (now.x - before.x) / view.scale / share;
      view.y += (now.y - before.y) / view.scale / share;
      canvas.classList.toggle('dragged', moved > 4);
      if (earlier && earlier.length > 0) zoom(span().length / earlier.length, earlier.x, earlier.y);
      draw();
    }
    const told = (value) => (value / 100).toFixed(2);
    const x = data.origin[0] + view.x + (now.x - width / 2) / view.scale;
    const y = data.origin[1] + view.y - (now.y - height / 2) / view.scale;
    document.querySelector('.coordinates').textContent = `X ${told(x)}  Y ${told(y)}`;
  });
  const end = (event) => {
    const alone = pointers.size === 1;
    if (!pointers.delete(event.pointerId)) return;
    canvas.classList.remove('dragged');
    const where = at(event);
    if (alone && moved <= 4 && event.type === 'pointerup') pick(where.x, where.y, event.pointerType === 'mouse' ? 6 : 16);
  };
  canvas.addEventListener('pointerup', end);
  canvas.addEventListener('pointercancel', end);
  canvas.addEventListener('wheel', (event) => {
    event.preventDefault();
    const lines = event.deltaMode === 0 ? 1 : 30;
    const where = at(event);
    zoom(Math.exp(-Math.max(-300, Math.min(300, event.deltaY * lines)) / 350), where.x, where.y);
  }, { passive: false });
  const move = (x, y) => {
    view.x += (x * width) / 5 / view.scale;
    view.y += (y * height) / 5 / view.scale;
    draw();
  };
  const keys = {
    ArrowLeft: () => move(-1, 0), ArrowRight: () => move(1, 0), ArrowUp: () => move(0, 1), ArrowDown: () => move(0, -1),
    '+': () => zoom(1.6), '=': () => zoom(1.6), '-': () => zoom(1 / 1.6), 0: all, Escape: () => choose(-1),
  };
  canvas.addEventListener('keydown', (event) => {
    if (!Object.hasOwn(keys, event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  document.getElementById('in').addEventListener('click', () => zoom(1.6));
  document.getElementById('out').addEventListener('click', () => zoom(1 / 1.6));
  document.getElementById('all').addEventListener('click', all);
  // Files may lie far apart.
  document.getElementById('file')?.addEventListener('change', all);

  // ---- size, colours, paper ----
  let fitted = false;
  function resize() {
    const box = canvas.getBoundingClientRect();
    if (box.width === 0) return;
    const ratio = window.devicePixelRatio || 1;
    [width, height] = [box.width, box.height];
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    if (!fitted) all();
    fitted = true;
    paint();
  }
  readColours();
  new ResizeObserver(resize).observe(canvas);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    readColours();
    draw();
  });
  const print = (begins) => () => {
    root.classList.toggle('printing', begins);
    document.querySelectorAll('details').forEach((part) => {
      if (begins) part.open = true;
    });
    readColours();
    resize();
  };
  addEventListener('beforeprint', print(true));
  addEventListener('afterprint', print(false));
  // For those who drive the page: where a finding is drawn, in pixels of the canvas.
  window.report = { pixel: (index) => findings[index] && middle(findings[index]), scale: () => view.scale };
})();
