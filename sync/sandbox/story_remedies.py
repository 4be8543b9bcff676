"""The next six weeks: everything that should help is tried, and nothing moves the third mile."""

from sync.sandbox.story_scene import TEMPO, Scene

SCENES = (
    Scene(
        ago=103,
        at="06:46",
        miles=4.8,
        pace="9:41",
        stood_s=80,
        note="""\
---
pain:
  right knee: 5 from 3 mi (burning, medial)
  left knee: 3 from 3.2 mi
did:
  - quad stretch 30 s @ 3.1 mi -> same
  - calf stretch 30 s @ 3.3 mi -> same
before: [foam rolling, long warm-up]
---
""",
    ),
    Scene(
        ago=100,
        at="06:30",
        miles=5.5,
        pace="10:24",
        name="Cherry Creek, thin air",
        text="Conference morning. Mountains to the left ⛰️",
        zone="America/Denver",
        note="""\
---
strava: $url
pain:
  right knee: 4 from 3 mi (burning, lateral)
  left knee: 4 from 3.1 mi (fullness)
factors: [travel]
---
Two time zones and a mile higher. My knee can still count to three.
""",
    ),
    Scene(
        ago=98,
        at="07:10",
        miles=4.3,
        pace="9:50",
        note="""\
---
pain: 5
where: right knee, medial
onset: 3 mi
before: [hip strengthening]
factors: [slept badly]
---
""",
    ),
    Scene(
        ago=95,
        at="06:42",
        miles=3.3,
        pace="9:22",
        text="First of two.",
        part=" am",
        note="""\
---
date: $date $time
pain: 4
where: right knee
onset: 3 mi
---
Only the last steps. It does not need more than three miles.
""",
    ),
    Scene(
        ago=95,
        at="18:05",
        miles=2.4,
        pace="9:30",
        name="Evening Run",
        shoe=TEMPO,
        text="Second of two. Legs said no, head said yes 🙃",
        part=" pm",
        note="""\
---
date: $date $time
pain: none
---
More than five miles today all in all, and no pain in these. So it is not the day's sum.
""",
    ),
    Scene(
        ago=92,
        at="06:50",
        miles=5.2,
        pace="9:43",
        note="""\
---
strava: $id
pain:
  right knee: 6 from 2.9 mi (burning, stinging)
  left knee: 4 from 3.2 mi (fullness)
before: [hip strengthening]
after: [ice]
---
""",
    ),
    Scene(ago=90, at="06:57", miles=4.0, pace="9:35", visibility="only_me"),
    Scene(
        ago=88,
        at="08:20",
        miles=5.8,
        pace="9:56",
        name="Reservoir with Sam",
        text="Twice round, Sam won the sprint.  \nWeather Gnome: $temp C, breezy\nFeels like less",
        stood_s=95,
        heartrate=150.0,
        note="""\
---
pain:
  right knee: 5 from 3.1 mi (burning, medial, lateral)
  left knee: 4 from 3.3 mi
did:
  - quad stretch 30 s @ 3.2 mi -> same
  - walk 1 min @ 3.4 mi -> less, back @ 3.6 mi
---
I treat knees for a living. Mine does not read the textbook.
""",
    ),
    Scene(
        ago=86,
        at="06:52",
        miles=4.2,
        pace="9:37",
        note="""\
---
date: $date
pain: 4
where: right knee
onset: 3 mi
before: [foam rolling]
expect: 2
---
""",
    ),
    Scene(
        ago=86,
        at="17:20",
        miles=11.8,
        pace="4:20",
        name="Ride home the long way",
        sport="Ride",
        shoe=None,
        text="Headwind both ways, naturally.",
        climb_m=71.0,
    ),
    Scene(
        ago=83,
        at="06:40",
        miles=4.5,
        pace="9:45",
        start_hidden=True,
        visibility="only_me",
        note="""\
---
pain: 5
where: right knee, lateral
onset: 2.9 mi
feels: stinging, fullness
---
""",
    ),
    Scene(
        ago=81,
        at="12:25",
        miles=2.3,
        pace="9:02",
        name="Lunch Run",
        shoe=TEMPO,
        note="""\
---
pain: none
---
""",
    ),
    Scene(
        ago=79,
        at="08:10",
        miles=6.1,
        pace="10:18",
        name="Long Run, short temper",
        text="We do not talk about this one.",
        stood_s=240,
        note="""\
---
strava: $url
pain:
  right knee: 6 from 3 mi (burning, stinging, medial, lateral)
  left knee: 5 from 3.1 mi (fullness)
did:
  - walk 4 min @ 3.5 mi -> less, back after half a mile
before: [foam rolling, hip strengthening]
---
Weeks of strengthening. Stronger, yes. And at mile three I limp as before.
""",
    ),
    Scene(ago=76, at="06:55", miles=4.4, pace="9:39"),
    Scene(
        ago=74,
        at="06:43",
        miles=5.0,
        pace="9:48",
        shoe=TEMPO,
        note="""\
---
pain: 5
where: [right knee, left knee]
onset: 3.2 mi
before: [long warm-up, hip strengthening]
expect: 3
---
""",
    ),
    Scene(
        ago=72,
        at="07:00",
        miles=4.0,
        pace="9:45",
        name="Watch was empty",
        text="Distance from the map.",
        manual=True,
        note="""\
---
date: $date
pain: 4
where: right knee
onset: 3 mi
---
By feel, it was three miles. I do not need a watch for that any more.
""",
    ),
    Scene(
        ago=69,
        at="06:49",
        miles=5.3,
        pace="9:52",
        private_note="Ask K. about an MRI? Or wait another month.",
        note="""\
---
strava: $id
pain:
  right knee: 5 from 3 mi (burning, medial)
  left knee: 4 from 3.2 mi (fullness)
before: [foam rolling]
---
""",
    ),
    Scene(
        ago=67,
        at="06:56",
        miles=3.8,
        pace="9:33",
        note="""\
---
pain: 4
where: right knee
onset: 3.1 mi
---
Three months now.
""",
    ),
)

MORNING_AFTER = """\
---
strava: $id
morning: 2
---
Better than after the last one: down the stairs without the rail.
"""
MORNING_AFTER_AGO = 69
