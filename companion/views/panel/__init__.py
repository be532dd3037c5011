"""The panel's desk: what people say they need, and what is answered and agreed."""
