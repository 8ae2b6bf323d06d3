"""The job: a snapshot in, a candidate out; also the evaluation on rated recordings."""
