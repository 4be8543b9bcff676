"""The discovery, and three weeks in which the pain comes later, weaker and leaves sooner."""

from sync.sandbox.story_scene import DISCOVERY_AGO, TEMPO, Scene

SCENES = (
    Scene(
        ago=DISCOVERY_AGO,
        at="06:50",
        miles=5.5,
        pace="9:44",
        name="Morning Run",
        text="Stopped three times to kick myself. Long story 🙂\n\nCoffee with Sam after",
        stood_s=85,
        note="""\
---
strava: $url
pain:
  right knee: 5 from 3 mi (burning, stinging, medial, lateral)
  left knee: 4 from 3.1 mi (fullness)
did:
  - 10 butt kicks @ 3 mi -> gone, back after 1/4 mile
  - 10 butt kicks @ 3.25 mi -> gone, back after 1/4 mile
  - 10 butt kicks @ 3.5 mi -> gone
before: [foam rolling, long warm-up]
expect: 3
---
Third set did it. Two more miles without a thing.
""",
    ),
    Scene(
        ago=62,
        at="06:47",
        miles=5.1,
        pace="9:50",
        stood_s=80,
        note="""\
---
strava: $url
pain:
  right knee: 5 from 3.2 mi (burning, medial)
  left knee: 3 from 3.4 mi (fullness)
did:
  - 10 butt kicks @ 3.2 mi -> gone, back after 1/4 mile
  - 10 butt kicks @ 3.5 mi -> gone, back @ 3.8 mi
  - 10 butt kicks @ 3.8 mi -> gone
expect: 6
---
Again three sets. Once is luck, twice I write down.
""",
    ),
    Scene(
        ago=60,
        at="06:55",
        miles=4.6,
        pace="9:42",
        shoe=TEMPO,
        stood_s=75,
        note="""\
---
pain: 4
where: right knee, medial
onset: 3.3 mi
did:
  - 10 butt kicks @ 3.3 mi -> less, back after 1/4 mile
  - 10 butt kicks @ 3.6 mi -> gone, back after 1/2 mile
  - 10 butt kicks @ 4.1 mi -> gone
expect: 7
---
The first set only took the edge off. Not magic, then.
""",
    ),
    Scene(
        ago=57,
        at="08:12",
        miles=5.5,
        pace="9:54",
        name="River loop with Sam",
        text="Sam asked what I am doing back there. Fair question 😅\n",
        stood_s=50,
        note="""\
---
date: $date
pain:
  right knee: 4 from 3.6 mi (stinging)
did:
  - 10 butt kicks @ 3.6 mi -> gone, back after half a mile
  - 10 butt kicks @ 4.1 mi -> gone
expect: 7
---
The left one stayed quiet for the first time.
""",
    ),
    Scene(ago=55, at="06:50", miles=3.0, pace="9:18", visibility="only_me"),
    Scene(
        ago=53,
        at="06:44",
        miles=5.2,
        pace="9:47",
        stood_s=45,
        note="""\
---
strava: $id
pain: 3
where: right knee, medial
onset: 4.1 mi
feels: burning
did:
  - 10 butt kicks @ 4.1 mi -> gone, back @ 4.6 mi
  - 10 butt kicks @ 4.6 mi -> gone
expect: 8
---
""",
    ),
    Scene(
        ago=51,
        at="17:50",
        miles=4.7,
        pace="9:29",
        name="Evening Run",
        shoe=TEMPO,
        text="Weather Gnome: $temp C, gusty\nFeels like a bad idea",
        stood_s=70,
        note="""\
---
pain: 4
where: right knee
onset: 3.7 mi
did:
  - 10 butt kicks @ 3.7 mi -> gone, back after 1/4 mile
  - 10 butt kicks @ 4 mi -> less
factors: [slept badly]
expect: 7
---
A step back. Ran the last half mile with a little of it.
""",
    ),
    Scene(
        ago=49,
        at="08:02",
        miles=6.0,
        pace="9:58",
        name="Long Run",
        stood_s=25,
        heartrate=149.0,
        note="""\
---
pain:
  right knee: 3 from 5 mi (stinging)
did:
  - 10 butt kicks @ 5 mi -> gone
expect: 7
---
Five miles! One set.
""",
    ),
    Scene(
        ago=47,
        at="06:46",
        miles=6.3,
        pace="9:51",
        stood_s=20,
        note="""\
---
strava: $url
pain: 2
where: right knee
onset: 5.5 mi
did:
  - butt kicks x10 @ 5.5 mi -> gone
expect: 8
---
Is it my theory, or is it that I expect it to help? I can't tell the two apart from in here.
""",
    ),
)
