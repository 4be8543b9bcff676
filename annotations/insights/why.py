"""How each kind of finding was made and what would change it, for a runner without statistics."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """Two short paragraphs in plain words."""

    how: str
    change: str


def explain(kind: str) -> Explanation:
    """How findings of `kind` are made and what would change them; LookupError for a kind that there is not."""
    return _EXPLAINED[kind]


_EXPLAINED = {
    "onset_state": Explanation(
        "Every noted run says how far you got before it hurt. A run without pain says only that pain would have "
        "come later than its end, if at all, so it counts as 'at least this far' and is never thrown away. From "
        "both kinds together comes the distance that half of the runs, or 4 of 5 of them, got to without pain "
        "(the method is called Kaplan-Meier). 'As it is now' lets a run count half as much for every 45 days of "
        "its age; the last 15 and the first 15 noted runs count alike. The range holds the true distance in "
        "about 95 of 100 such records.",
        "More noted runs make the range narrower. Noting runs without pain matters as much as noting pain. A "
        "painful run whose note doesn't say where the pain began is left out.",
    ),
    "forecast": Explanation(
        "The distances of your noted runs, newer ones counting more, give the share of runs that were free of "
        "pain up to any distance. That share is drawn a little towards one half, because few runs can look "
        "better or worse than they are. The forecast is the distance up to which it is still 80 %. It is tested "
        "in public: before every noted run the same sum is done from the runs before it only, and the run shows "
        "whether it held. A shorter run without pain shows nothing and is not counted. About 8 of 10 should hold.",
        "Each noted run. It is kept back below 20 noted runs, 5 painful ones, or 60 % of your runs noted, since "
        "whoever notes only the bad runs would get a forecast that is too gloomy.",
    ),
    "onset_trend": Explanation(
        "Each noted run gets a score: did pain come earlier or later than in your other runs, given how far they "
        "went? Then it is asked whether the scores drift with the date. Pain comes in good and bad spells, and a "
        "spell looks like a trend, so the drift must be too large for spells of days to weeks. It is looked at "
        "only at 20, 30, 45, 68, 101, 152, 228 and 342 noted runs, once each, so that looking often can't turn "
        "luck into a finding. 'Maybe' takes the usual spells for granted, 'clear' must survive longer and heavier "
        "ones as well, and means that luck would show it to about 1 runner in 100, ever.",
        "The next of these numbers of noted runs. A long change counts for more than a steep one.",
    ),
    "intensity_trend": Explanation(
        "As for the onset, with the pain level (0 to 10) of the painful runs only, at 12, 18, 27, 40, 60, 90, 135 "
        "and 200 painful runs. It is told as points per 10 painful runs, and 'much' is said only from 2 points "
        "or a third on, which is what people feel as a real difference.",
        "More painful runs with their level. Runs without pain don't count here; they count for the onset.",
    ),
    "dose": Explanation(
        "The sets that you noted in your last painful runs, one number a run, oldest first. You decide how many "
        "sets to do, so this row shows what you did. It can't show what you needed.",
        "The next painful run with a bout. From 6 painful runs with bouts on.",
    ),
    "relief": Explanation(
        "Each painful run counts once for each thing you did: was the pain gone for the rest of the run within "
        "three sets? Gone and back again is not gone, and neither is gone only after something else was done. "
        "The range in brackets is what so few runs allow for the true share (95 %, Jeffreys).",
        "More painful runs with a noted result. Nobody knows what those runs would have been like without it: "
        "pain often passes by itself. Only an experiment with a coin can tell (`twinge experiment`).",
    ),
    "return": Explanation(
        "In each run the first time that something took the pain away: how far did you get until it was back? If "
        "it wasn't back by the end of the run, that says 'at least this far'. If you did something again, the "
        "pain counts as back by there. From all of them comes the distance for which it stayed away in half.",
        "More runs with the place where it was gone and the place where it was back. From 8 runs with 4 returns on.",
    ),
    "comparison": Explanation(
        "You tried several things, and their counts stand side by side. You chose which to do when, perhaps the "
        "stronger one on the worse days, so the counts can't say which is better, however many there are.",
        "Only a coin can change it: `twinge experiment` draws what to do, and then they can be compared.",
    ),
    "experiment": Explanation(
        "A fair coin decides before each run what you do if pain comes. If what you did made no difference, "
        "nobody could tell from your pain which way the coin fell. So Twinge bets on the coin from your results: "
        "it starts with 1, wins when the results give the coin away, and loses when they don't. Reaching 100 "
        "would happen by luck to at most 1 runner in 100, however often one looks; a further experiment, or a "
        "second site that hurts, needs more. Every drawn run counts for "
        "what was drawn, also where you did something else.",
        "More painful runs with a drawn coin and a result. Missing results hold it back: above 1 in 10 it stays "
        "a 'maybe'. A result that is changed more than 7 days after the run does not count.",
    ),
    "trigger": Explanation(
        "For each thing on a short list (shoe, downhill, pace, temperature, load of the last 7 days, hour, rest "
        "days, your own factors) it is asked whether pain came earlier where there was more of it, among runs of "
        "the same weeks, of the same length, and alike in the rest of the list. A shoe that you only wore in one "
        "stretch of time can't be told from that time and is refused. Since this is asked every night, it must be "
        "about four times as large as luck usually makes it. The size shown is drawn towards 'no difference', "
        "because a finding looks too big in the moment that it is made.",
        "25 noted runs with 8 painful and 5 without pain, and 60 % of runs noted; a shoe or factor needs 6 noted "
        "runs with it and 6 without. Alternating shoes helps more than anything. Linked is not the same as cause.",
    ),
    "named": Explanation(
        "The one thing that you suspected before your record could show it (TWINGE_SUSPECT). It is asked as the "
        "other triggers are, but by itself, so it does not have to pay for the rest of the list and can be seen "
        "earlier.",
        "The same as for a trigger. Named after the 25th noted run, it is asked on later runs only: what a record "
        "suggested can't be proven by the same record.",
    ),
    "flare": Explanation(
        "How often your last 5 noted runs hurt, against what is to be expected of runs of the same lengths, going "
        "by the 40 before. It is noticed only where luck would do it in at most 2 of 100 such rows of five.",
        "The next noted runs. Five runs are no trend: this is a nudge to look, it says nothing about why.",
    ),
    "streak": Explanation(
        "Noted runs in a row without pain there, and how far they went together, from 8 on. A run without a note "
        "is unknown and is not counted. A note that may have meant this place ends the row.",
        "The next noted run. Pain after such a row is one run, and one run is never a trend.",
    ),
    "morning": Explanation(
        "Days with a noted next morning, by the worst pain of the day (up to 3, 4 to 5, above 5: the three lights "
        "of the pain-monitoring model that physiotherapists use) and by the day's distance. Only counts: how the "
        "mornings were, and whether better or worse than the day.",
        "More notes with `morning`. From 8 mornings on.",
    ),
    "expectation": Explanation(
        "What you believed beforehand (`expect`, 0 to 10) beside what came of it: in each run the first thing you "
        "did that has a result. If it went well only where you expected it to, belief may be part of it; if it "
        "went as well where you expected nothing, belief is a poor explanation.",
        "More runs with `expect` written down before the run, and a result. From 10 runs on.",
    ),
}

KINDS = tuple(_EXPLAINED)
"""Every kind of finding."""
