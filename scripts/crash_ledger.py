"""What must hold of the database whatever was killed: used by crash.py."""

import hashlib
import json
import subprocess
import time

# Each line tells something that must not be.
WRONG = """
select format('region %s has change sets %s, but its last is %s', r.code, n.numbers, r.last_change_set)
from region r
left join lateral (
    select array_agg(c.number order by c.number) as numbers from change_set c where c.region = r.number
) n on true
where coalesce(n.numbers, '{}') <> coalesce((select array_agg(g) from generate_series(1, r.last_change_set) g), '{}')
union all
select format('change set %s/%s counts %s, but %s versions begin and %s end with it',
              c.region, c.number, c.counts, b.began, b.ended)
from change_set c,
lateral (
    select coalesce(sum((t.value->>'i')::int), 0) as i, coalesce(sum((t.value->>'u')::int), 0) as u,
           coalesce(sum((t.value->>'d')::int), 0) as d
    from jsonb_each(c.counts) t
) told,
lateral (
    select (select count(*) from feature f where f.region = c.region and f.since = c.number)
         + (select count(*) from feature_history h where h.region = c.region and h.since = c.number) as began,
           (select count(*) from feature_history h where h.region = c.region and h.until = c.number) as ended
) b
where b.began <> told.i + told.u or b.ended <> told.u + told.d
union all
select format('object %s/%s belongs to change set %s, which is not there', v.region, v.id, v.number)
from (
    select region, id, since as number from feature
    union all select region, id, since from feature_history
    union all select region, id, until from feature_history
) v
where not exists (select from change_set c where c.region = v.region and c.number = v.number)
union all
select format('object %s/%s is in force and in the history beyond that', h.region, h.id)
from feature f join feature_history h on h.region = f.region and h.id = f.id and h.until > f.since
union all
select format('delivery %s is %s with change set %s, which is %s', d.id, d.state, d.change_set, c.delivery)
from delivery d
full join change_set c on c.region = d.region and c.delivery = d.id and c.number = d.change_set
where d.id is null or d.state <> 'applied' or c.delivery is null
union all
select format('delivery %s has no row of its file', d.id)
from delivery d
where not exists (select from delivery_file f where f.region = d.region and f.delivery = d.id and f.sha512 = d.sha512)
union all
select format('delivery %s/%s is in force twice', d.region, encode(d.sha512, 'hex'))
from delivery d group by d.region, d.sha512 having count(*) > 1
union all
select format('region %s would give identifiers anew', f.region)
from feature f
left join id_series s on s.region = f.region and s.series = f.id / 10000000000 % 100000
where f.id % 10000000000 > coalesce(s.last, 0)
group by f.region
union all
select format('table %s is left over', c.relname) from pg_class c where c.relname like 'staging%' and c.relkind = 'r'
"""

STATE = """
select json_build_object(
    'deliveries', (select coalesce(json_object_agg(encode(sha512, 'hex'), change_set), '{}') from delivery),
    'features', (select coalesce(json_object_agg(id, json_build_array(attributes->>'CisloBodu', since)), '{}') from feature)
)
"""

BUSY = "select count(*) from pg_stat_activity where application_name = 'dtm' and datname = current_database() and state <> 'idle'"


class Violation(Exception):
    """Something that must not be."""


def ask(url, query):
    """The answer of one query, as text."""
    command = ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", url]
    done = subprocess.run(command, input=query, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise ConnectionError(done.stderr.strip())
    return done.stdout.strip()


def quiet(url):
    """Waits until the server has noticed that its clients are gone."""
    deadline = time.monotonic() + 60
    while int(ask(url, BUSY)) > 0:
        if time.monotonic() > deadline:
            raise Violation("a session of a killed process is still at work after a minute")
        time.sleep(0.05)


def is_whole(kept, digest):
    """Whether a kept file holds the bytes of its digest. One that was found so and not written to since is not read again."""
    if not kept.is_file():
        return False
    stat = kept.stat()
    seen = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
    if FOUND_WHOLE.get(kept) != seen:
        unpacked = subprocess.run(["zstd", "-dcq", kept], stdout=subprocess.PIPE, check=False)
        if unpacked.returncode or hashlib.sha512(unpacked.stdout).hexdigest() != digest:
            return False
        FOUND_WHOLE[kept] = seen
    return True


FOUND_WHOLE = {}


def verify(url, lanes, files):
    """Looks at everything while nothing runs; answers which of the unanswered deliveries are in force."""
    quiet(url)
    wrong = ask(url, WRONG)
    if wrong:
        raise Violation(wrong)
    state = json.loads(ask(url, STATE))
    numbers = state["deliveries"]
    expected, known = {}, set()
    for lane in lanes:
        for delivery, number in lane.acknowledged:
            known.add(delivery.sha512)
            if numbers.get(delivery.sha512) != number:
                raise Violation(f"{delivery.path} was acknowledged as change set {number}, "
                                f"the database has {numbers.get(delivery.sha512)}")
        objects = lane.state
        if lane.pending and lane.pending.sha512 in numbers:
            known.add(lane.pending.sha512)
            objects = lane.pending.applied_to(objects, numbers[lane.pending.sha512])
        expected.update(objects)
    strangers = numbers.keys() - known
    if strangers:
        raise Violation(f"deliveries that nobody sent are in force: {strangers}")
    found = {int(number): tuple(value) for number, value in state["features"].items()}
    if found != expected:
        differing = sorted(i for i in found.keys() | expected.keys() if found.get(i) != expected.get(i))
        first = differing[0]
        raise Violation(f"{len(differing)} objects are not as delivered; {first} is {found.get(first)} "
                        f"instead of {expected.get(first)} (text, change set)")
    for digest in numbers:
        kept = files / digest[:2] / f"{digest}.zst"
        if not is_whole(kept, digest):
            raise Violation(f"the file of a delivery in force is not whole in {kept}")
    return {lane.pending.sha512: numbers[lane.pending.sha512]
            for lane in lanes if lane.pending and lane.pending.sha512 in numbers}
