"""Tables and cards as people save them: one encoding, a line a row, texts that can be printed, faults told by line."""
