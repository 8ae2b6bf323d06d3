"""Job: a snapshot in, a candidate out; also the evaluation on rated folders; ``models`` trains."""
