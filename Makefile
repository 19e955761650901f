# Thin aliases; everything is in dev.py.
.PHONY: run test check fmt bench docs
run test check fmt bench docs:
	python3 dev.py $@
