"""Maintenance: butt kicks before each run, and one recurrence."""

from sync.sandbox.story_scene import TEMPO, Scene

SCENES = (
    Scene(
        ago=45,
        at="06:52",
        miles=5.0,
        pace="9:40",
        note="""\
---
date: $date
pain: none
before: [butt kicks]
---
Ten on each side before the door. Nothing at three, nothing at five.
""",
    ),
    Scene(
        ago=43,
        at="12:18",
        miles=3.5,
        pace="9:08",
        name="Lunch Run",
        shoe=TEMPO,
        note="""\
---
pain: none
before: [butt kicks]
---
""",
    ),
    Scene(ago=41, at="08:08", miles=6.0, pace="9:55", name="River loop with Sam", heartrate=147.0),
    Scene(
        ago=39,
        at="06:49",
        miles=4.5,
        pace="9:33",
        text="Quiet streets.\n\nWeather Gnome: $temp C, calm\nFeels like it",
        note="""\
---
strava: $url
pain: none
before: [butt kicks]
---
""",
    ),
    Scene(
        ago=37,
        at="08:00",
        miles=7.0,
        pace="10:01",
        name="Seven!",
        text="Longest in half a year 🎉",
        heartrate=151.0,
        note="""\
---
pain: 0
before: [butt kicks, long warm-up]
---
Kept waiting for it. It did not come.
""",
    ),
    Scene(ago=30, at="06:58", miles=3.1, pace="9:12", shoe=TEMPO, visibility="only_me"),
    Scene(
        ago=28,
        at="08:06",
        miles=8.0,
        pace="10:04",
        name="Long Run",
        heartrate=150.0,
        note="""\
---
date: $date
pain: none
before: [butt kicks]
---
""",
    ),
    Scene(
        ago=25,
        at="06:45",
        miles=4.2,
        pace="9:26",
        shoe=TEMPO,
        note="""\
---
strava: $id
pain: none
before: [butt kicks]
---
""",
    ),
    Scene(
        ago=21,
        at="07:55",
        miles=9.0,
        pace="10:08",
        name="Nine, to the lighthouse and back",
        text="Lighthouse & back. Gulls: 2, sandwich: 0.\n",
        stood_s=35,
        heartrate=152.0,
        note="""\
---
strava: $url
pain:
  right knee: 2 from 7.5 mi (stinging, medial)
did:
  - 10 butt kicks @ 7.5 mi -> gone
before: [butt kicks]
expect: 8
---
The first one in almost four weeks, on the longest run by far. One set, and home.
""",
    ),
    Scene(ago=18, at="06:54", miles=4.0, pace="9:31"),
    Scene(
        ago=16,
        at="06:47",
        miles=6.0,
        pace="9:46",
        visibility="only_me",
        note="""\
---
pain: none
before: [butt kicks]
---
""",
    ),
    Scene(
        ago=13,
        at="08:10",
        miles=7.4,
        pace="9:59",
        name="Reservoir three times",
        text="Three laps, no stops 💪   ",
        heartrate=149.0,
        note="""\
---
strava: $url
pain: none
before: [butt kicks]
morning: 0
---
""",
    ),
    Scene(ago=11, at="12:22", miles=3.3, pace="9:00", name="Lunch Run", shoe=TEMPO),
    Scene(
        ago=6,
        at="07:58",
        miles=8.5,
        pace="10:03",
        name="Long Run with Sam",
        text="Sam does them too now. Says nothing hurts him anyway.",
        heartrate=151.0,
        note="""\
---
date: $date
pain: none
before: [butt kicks]
---
""",
    ),
    Scene(ago=4, at="06:51", miles=4.0, pace="9:29", visibility="only_me"),
    Scene(
        ago=2,
        at="06:48",
        miles=6.0,
        pace="9:43",
        note="""\
---
pain: none
before: [butt kicks]
---
""",
    ),
    Scene(
        ago=1,
        at="06:56",
        miles=5.0,
        pace="9:37",
        shoe=TEMPO,
        text="Easy five before work.",
        note="""\
---
strava: $url
pain: none
before: [butt kicks]
---
Try it on your own pain, and write down what happens. Mine is one knee's story.
""",
    ),
)
