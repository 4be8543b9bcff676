"""The first seven weeks: the pain comes at about mile three, whatever the day."""

from sync.sandbox.story_scene import TEMPO, Scene

SCENES = (
    Scene(
        ago=155,
        at="06:48",
        miles=4.2,
        pace="9:32",
        text="Legs felt fine. Knee did not.",
        note="""\
---
date: $date
pain: 4
where: right knee, medial
onset: 3 mi
feels: burning
---
Came out of nowhere at the bakery corner. Gone an hour after I stopped.
""",
    ),
    Scene(ago=153, at="06:55", miles=5.0, pace="9:40", shoe=TEMPO),
    Scene(
        ago=150,
        at="17:42",
        miles=3.5,
        pace="9:25",
        name="Afternoon Run",
        note="""\
---
pain: 4/10
where: right knee
onset: 3.1 mi
---
Same corner as last time. I start to wonder.
""",
    ),
    Scene(
        ago=148,
        at="08:15",
        miles=6.2,
        pace="9:51",
        name="River loop with Sam",
        text="River loop with Sam 🏃‍♂️🏃\n\nHe talked, I listened.   \n\n\nCoffee after ☕\n",
        heartrate=151.0,
        note="""\
---
strava: $url
pain:
  right knee: 5 from 3 mi (burning, stinging, medial)
  left knee: 4 from 3.3 mi (fullness)
---
Now the left one too, a few minutes after the right. Sam says stretch more.
""",
    ),
    Scene(ago=145, at="06:50", miles=4.0, pace="9:38", visibility="only_me"),
    Scene(
        ago=143,
        at="12:20",
        miles=2.2,
        pace="9:05",
        name="Lunch Run",
        shoe=TEMPO,
        note="""\
---
pain: none
---
Short one between two patients. Nothing.
""",
    ),
    Scene(
        ago=141,
        at="06:44",
        miles=5.1,
        pace="9:44",
        note="""\
---
pain:
  right knee: 5 from 2.9 mi (burning, medial, lateral)
  left knee: 3 from 3.2 mi
before: [foam rolling]
expect: 7
---
Ten minutes on the roller first. I would have bet on it.
""",
    ),
    Scene(
        ago=138,
        at="06:51",
        miles=4.4,
        pace="9:47",
        text="Weather Gnome: $temp C, light wind\nDry roads, good grip",
        stood_s=70,
        note="""\
---
strava: $id
pain: 5
where: right knee, lateral
onset: 3 mi
feels: [burning, stinging]
did:
  - quad stretch 30 s @ 3.1 mi -> same
---
""",
    ),
    Scene(
        ago=135,
        at="09:05",
        miles=3.6,
        pace="8:58",
        name="Parkway 5k & a bit",
        text="Club time trial & cake. Thanks to all who marshalled!",
        visibility="everyone",
        shoe=TEMPO,
    ),
    Scene(
        ago=134,
        at="10:30",
        miles=14.3,
        pace="4:12",
        name="Easy spin",
        sport="Ride",
        shoe=None,
        climb_m=96.0,
    ),
    Scene(
        ago=133,
        at="06:47",
        miles=5.6,
        pace="10:05",
        stood_s=130,
        note="""\
---
date: $date
pain: 6
where: [right knee, left knee]
onset: 3 mi
did:
  - walk 2 min @ 3.2 mi -> less, back @ 3.6 mi
  - walk 2 min @ 3.7 mi -> less, back after 1/4 mile
---
Walking takes the edge off, running brings it back. Walked the last bit home.
""",
    ),
    Scene(
        ago=130,
        at="06:58",
        miles=2.5,
        pace="9:20",
        note="""\
---
pain: none
---
Turned around early on purpose, before it could start.
""",
    ),
    # A week without running: it was worth a try.
    Scene(
        ago=120,
        at="06:49",
        miles=4.0,
        pace="9:36",
        text="Back after a week off.",
        note="""\
---
pain: 4
where: right knee, medial
onset: 3 mi
factors: [week off]
---
Nine days of rest, and it waited for me at mile three.
""",
    ),
    Scene(ago=118, at="07:02", miles=5.2, pace="9:49", shoe=TEMPO, visibility="only_me"),
    Scene(
        ago=116,
        at="06:45",
        miles=4.6,
        pace="9:42",
        text="New insoles, day one.\r\n\r\nWeather Gnome: $temp C, overcast\r\nFeels like rain",
        note="""\
---
strava: $url
pain:
  right knee: 5 from 3.1 mi (stinging, lateral)
  left knee: 4 from 3.2 mi (fullness)
factors: [new insoles]
expect: 6
---
""",
    ),
    Scene(
        ago=114,
        at="18:30",
        miles=4.0,
        pace="9:58",
        name="Treadmill",
        trainer=True,
        note="""\
---
date: $date
pain: 4.5
where: right knee
onset: 29:40
factors: [treadmill, new insoles]
---
No hills, no camber, a soft belt. Three miles, and there it was.
""",
    ),
    Scene(
        ago=112,
        at="08:05",
        miles=6.0,
        pace="10:02",
        name="Long Run",
        text="Slow on purpose 🐢\n\n",
        heartrate=148.0,
        note="""\
---
pain:
  right knee: 6 from 2.8 mi (burning, stinging, medial, lateral)
  left knee: 5 from 3 mi (fullness)
factors: [new insoles]
morning: 3
---
Worst so far. Stairs were no fun the next morning.
""",
    ),
    Scene(ago=109, at="06:53", miles=3.4, pace="9:28", visibility="only_me"),
    Scene(
        ago=107,
        at="06:38",
        miles=5.0,
        pace="9:46",
        shoe=TEMPO,
        note="""\
---
date: $date
pain: 5
where: right knee
onset: 3.1 mi
before: [long warm-up]
expect: 7
---
Fifteen minutes of drills in the hall. My neighbours know me now.
""",
    ),
    Scene(
        ago=105,
        at="12:15",
        miles=2.0,
        pace="9:10",
        name="Lunch Run",
        note="""\
---
pain: 0
---
Two miles are free of charge, always.
""",
    ),
)
