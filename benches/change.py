"""Prints a change delivery of 300 records for the town in a file of `dtm generate`: of 200 objects next to each other 100 are
changed, and 100 deleted and drawn again; nothing is wrong with them. Usage: benches/change.py FILE"""

import re
import sys

head = open(sys.argv[1], encoding="utf-8").read(20_000_000)
start, end = head.index("<o:Data>"), head.rindex("</ZaznamObjektu>")
wanted = {"PodrobnyBodZPS": 100, "HraniceBudovy": 40, "HraniceDopravniStavbyPlochy": 34, "BudovaDefinicniBod": 14, "Plot": 12}
print(head[:start].replace("kompletní zápis", "změnové věty"), "<o:Data>", sep="")
for text in re.split(r"(?=<o:\w+ xmlns=)", head[start + 8:end]):
    name = re.match(r"<o:(\w+)", text)
    records = re.findall(r"<ZaznamObjektu>.*?</ZaznamObjektu>", text)[:wanted.pop(name[1], 0) if name else 0]
    if not records:
        continue
    print(text[:text.index("<ZaznamObjektu>")])
    for number, record in enumerate(records):
        told = lambda letter: record.replace("ZapisObjektu>r<", f"ZapisObjektu>{letter}<")
        if number % 2 == 0:
            print(told("u"))
        else:
            print(told("d"))
            print(re.sub(r"<a:ID>.*?</a:ID>", "", told("i")).replace('g:id="', 'g:id="N'))
    print(f"</ZaznamyObjektu></o:{name[1]}>")
print("</o:Data></o:DataJVFDTM></o:JVFDTM>")
