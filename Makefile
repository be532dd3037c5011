# Every command of the project; each works from a fresh clone. What each does: CONTRIBUTING.md.

PYTHON ?= $(shell for candidate in python3.11 python3.12 python3.13 python3; do \
	"$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$candidate" && break; done)
VENV := .venv/bin/python

# What Python compiles is kept, and under var/: a start that compiles everything anew takes seconds.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX = $(or $(COMPANION_VAR),$(CURDIR)/var)/cache/python

.PHONY: help demo code test check soak mutate bench screenshots lock runtime development

help:
	@echo "make demo [RESET=1] [PORT=8000]   the whole service with an invented world"
	@echo "make code EMAIL=somebody@…        the sign-in code of a demo account, now"
	@echo "make test [ONLY='…']              the whole suite, on SQLite and on PostgreSQL"
	@echo "make check                        style, types, layers, migrations, templates, words"
	@echo "make soak [FACTOR=1]              the long proofs"
	@echo "make mutate [ONLY=vault,gate]     the safety controls changed: do the tests notice?"
	@echo "make bench [ONLY=name,name]       the measures"
	@echo "make screenshots                  the README's pictures, taken of a demo anew"
	@echo "make lock                         resolve requirements/*.in anew"

runtime development:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found."; exit 1; }
	@"$(PYTHON)" scripts/install.py $@

demo: runtime
	@$(VENV) scripts/demo.py

code: runtime
	@$(VENV) scripts/demo.py code "$(EMAIL)"

test: development
	@$(VENV) scripts/test.py

check: development
	@$(VENV) scripts/check.py

soak: development
	@$(VENV) scripts/soak.py

mutate: development
	@$(VENV) scripts/mutate.py

bench: development
	@$(VENV) scripts/bench.py

screenshots: development
	@$(VENV) scripts/pictures.py

lock: runtime
	@$(VENV) scripts/lock.py
