"""Made-up runners whose truth is known, and the product's nights over their lives.

Every runner is drawn from one number. The ranges are kept apart, so that no runner that a choice was
made on is ever used to prove it:

    10,000 -    99,999  looked at while the simulation was written
   100,000 -   199,999  the sampled size in `make test`
   500,000 -   999,999  rehearsals of the proof (`--rehearse`)
 2,000,000 - 9,999,999  the proof (`make proof-insights`): each kind of runner has 100,000 of its own

What the specification leaves open was set on the first range and on rehearsals, so that what can be found is about
what the reference's own figures found: six routes whose downhill shares differ by .10, intensity that
follows the spell by a point for each unit of log hazard with a noise of 1.5 points, pain that changes by a fifth by
itself within half a mile, and planted effects that come on top of the 25-75 % of painful runs.
"""
