// The page to drop a delivery on: sends the file, tells how far it is, shows the report in a frame that reaches nothing.
'use strict';

const form = document.getElementById('check');
const drop = document.getElementById('drop');
const input = document.getElementById('file');
const use = document.getElementById('use');
const region = document.getElementById('region');
const outcome = document.getElementById('outcome');
const state = document.getElementById('state');
const progress = document.getElementById('progress');
const save = document.getElementById('save');
const report = document.getElementById('report');
const says = outcome.dataset;

let file;
let running;

/** Sends the file; the answer comes as `type` in the form asked for, a fault as a text for people. */
function send(shape, type) {
  running?.abort();
  const request = new XMLHttpRequest();
  running = request;
  const query = new URLSearchParams({ f: shape, use: use.value, lang: form.dataset.language, name: file.name });
  if (region.value) query.set('region', region.value);
  request.open('POST', `${form.dataset.address}?${query}`);
  request.responseType = type;
  request.upload.onprogress = ({ loaded, total }) => {
    progress.value = total > 0 ? loaded / total : 0;
    state.textContent = `${says.sending} ${file.name}: ${Math.floor(progress.value * 100)} %`;
  };
  request.upload.onload = () => {
    progress.removeAttribute('value');
    state.textContent = says.checking;
  };
  return new Promise((done, failed) => {
    request.onload = async () => {
      if (request.status === 200) {
        done(request.response);
      } else {
        const text = typeof request.response === 'string' ? request.response : await request.response.text();
        failed(reason(text));
      }
    };
    request.onerror = () => failed(says.broken);
    request.send(file);
  });
}

/** What a fault says: its page has it under the heading, its document as the detail. */
function reason(text) {
  try {
    return JSON.parse(text).detail;
  } catch {
    const page = new DOMParser().parseFromString(text, 'text/html');
    return page.querySelector('.lead')?.textContent ?? says.broken;
  }
}

function begin() {
  outcome.hidden = false;
  outcome.classList.remove('fault');
  progress.hidden = false;
  progress.value = 0;
  save.hidden = true;
}

function fail(why) {
  outcome.classList.add('fault');
  progress.hidden = true;
  state.textContent = why;
}

async function check() {
  begin();
  report.hidden = true;
  try {
    report.srcdoc = await send('html', 'text');
    report.hidden = false;
    finish();
  } catch (why) {
    fail(why);
  }
}

function finish() {
  progress.hidden = true;
  save.hidden = false;
  state.textContent = `${says.done}: ${file.name}`;
}

async function keep({ form: shape, suffix }) {
  begin();
  try {
    const bytes = await send(shape, 'blob');
    const link = document.createElement('a');
    link.href = URL.createObjectURL(bytes);
    link.download = `${file.name.replace(/(\.jvf)?\.(xml|gml|zip)$/i, '')}.${form.dataset.language === 'cs' ? 'kontrola' : 'check'}.${suffix}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    finish();
  } catch (why) {
    fail(why);
  }
}

function take(chosen) {
  if (!chosen) return;
  file = chosen;
  void check();
}

input.addEventListener('change', () => take(input.files[0]));
for (const choice of [use, region]) choice.addEventListener('change', () => take(file));
save.addEventListener('click', ({ target }) => {
  if (target.dataset.form) void keep(target.dataset);
});
form.addEventListener('submit', (event) => event.preventDefault());

// A file that misses the field must not replace the page.
for (const name of ['dragover', 'drop']) {
  window.addEventListener(name, (event) => event.preventDefault());
}
window.addEventListener('dragenter', () => drop.classList.add('near'));
window.addEventListener('dragleave', (event) => {
  if (event.relatedTarget === null) drop.classList.remove('near');
});
window.addEventListener('drop', ({ dataTransfer }) => {
  drop.classList.remove('near');
  const [item] = dataTransfer.items;
  if (item?.webkitGetAsEntry?.()?.isDirectory) {
    begin();
    report.hidden = true;
    fail(says.folder);
  } else {
    take(dataTransfer.files[0]);
  }
});
