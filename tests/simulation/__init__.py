"""Made-up runners whose truth is known, and the product's nights over their lives.

Every runner is drawn from one number. The ranges are kept apart, so that no runner that a choice was
made on is ever used to prove it:

    10,000 -    99,999  looked at while the simulation was written
   100,000 -   199,999  the sampled size in `make test`
   500,000 -   999,999  rehearsals of the proof (`--rehearse`)
 2,000,000 - 9,999,999  the proof (`make proof-insights`): each kind of runner has 100,000 of its own
"""
