# Everything starts here: make run, make test. Needed on the machine: Python 3.11, 3.12 or 3.13 with pip and venv.
# Another interpreter than the first that fits: make test PYTHON=/path/to/python3.12

PY     := .venv/bin/python
PIP     = $(PY) -m pip --disable-pip-version-check --no-input -qq
PYTEST  = $(PY) -m pytest -q
CODE   := definitions storage notifications flows tests benchmarks

.DEFAULT_GOAL := help
.PHONY: help run test test-real lint format bench match-fit match-figures fuzz prove prove-outbox prove-doors prove-restore prove-workbooks prove-hostile readme lock clean

help:
	@echo 'make run        văn phòng mẫu, chạy thử ngay / the sample office, running'
	@echo 'make test       kiểm tra mã nguồn và chạy các phép thử (dưới 8 phút) / lint and tests'
	@echo 'make test-real  phép thử với trình duyệt, máy chủ thật / the second tier: Chromium, real servers'
	@echo 'make bench      đo tốc độ, so với các phần mềm khác / speed against peers'
	@echo 'make fuzz       định nghĩa sinh tự động và tệp hỏng, chừng 25 phút / generated and spoilt definitions'
	@echo 'make match-figures  đo việc gắn tin, bài với kế hoạch / the matcher on its labelled set;   make match-fit: fits its weights'
	@echo 'make prove-outbox  hộp thư đi: 200 lần ngắt đột ngột trên mỗi cơ sở dữ liệu / 200 real kills of the outbox'
	@echo 'make prove-hostile 50.000 tệp hỏng, tệp độc hại gửi đến / 50,000 spoilt and hostile files'
	@echo 'make prove-workbooks  20.000 bảng tính hằng tháng, nửa có lỗi, chừng ba phút / 20,000 monthly workbooks'
	@echo 'make prove-doors   cửa nhận: 500 thư, 200 lần ngắt đột ngột / the doors: 500 mails, 200 real kills'
	@echo 'make prove-restore  200 lần sao lưu, phục hồi; 200 lần ngắt khi đang sao lưu / 200 restore drills, 200 kills'
	@echo 'make prove      tấn công thử mã và liên kết, chừng mười phút / attacks on codes and links, about ten minutes'
	@echo 'make lint       chỉ kiểm tra mã nguồn / lint alone;   make format: sửa định dạng / reformat'
	@echo 'make readme     ghi lại kết quả lệnh trong README / write the shown output of README again'
	@echo 'make lock       khóa lại phiên bản thư viện (cần uv) / lock the requirements again (needs uv)'
	@echo 'make clean      xóa .venv và tệp tạm / remove .venv and caches (var/ stays)'

run: .venv/run.stamp
	@.venv/bin/vongnam demo || [ $$? -eq 130 ]

# Tests that share one Prefect server run in one process, after the others, which share the cores.
# pytest ends with 5 where it found no test of that kind: that is no failure of these tiers.
test: .venv/dev.stamp lint
	@echo '== pytest'
	@$(PYTEST) -n 2 -m 'not real and not prefect'
	@echo '== pytest, with a Prefect server'
	@$(PYTEST) -m 'prefect and not real' || [ $$? -eq 5 ]

test-real: .venv/dev.stamp
	@echo '== pytest, second tier'
	@$(PYTEST) -m real || [ $$? -eq 5 ]

lint: .venv/dev.stamp
	@echo '== ruff, mypy'
	@$(PY) -m ruff check -q $(CODE)
	@$(PY) -m ruff format -q --check $(CODE)
	@$(PY) -m mypy --no-error-summary

format: .venv/dev.stamp
	@$(PY) -m ruff check -q --fix $(CODE); $(PY) -m ruff format $(CODE)

readme: .venv/dev.stamp
	@VONGNAM_WRITE_README=1 $(PYTEST) tests/test_house.py -k readme

# Figures go to docs/fuzz.md; a failing case is kept in var/fuzz.
fuzz: .venv/dev.stamp
	@$(PY) tests/fuzz/run.py $(FUZZ)

# Figures go to docs/matching.md; the weights are printed as definitions/matching/weights.py has them.
match-figures: .venv/dev.stamp
	@$(PY) tests/definitions/matching/measure.py

match-fit: .venv/dev.stamp
	@$(PY) tests/definitions/matching/fit.py

# Kills real processes on both databases; figures go to docs/proofs.md.
prove-outbox: .venv/dev.stamp
	@$(PY) tests/proofs/outbox.py $(PROVE)

# Kills real processes that sweep the watched folder, and reads generated mails; figures go to docs/proofs.md.
prove-doors: .venv/dev.stamp
	@$(PY) tests/proofs/doors.py $(PROVE)

# Backups of a lived year, each restored and held against it, and backups that are killed; figures go to docs/proofs.md.
prove-restore: .venv/dev.stamp
	@$(PY) tests/proofs/restore.py $(PROVE)

# Fifty thousand spoilt workbooks and Word files, and bombs; figures go to docs/proofs.md.
prove-hostile: .venv/dev.stamp .venv-bench/stamp
	@$(PY) tests/proofs/hostile.py $(PROVE)

# Each writes its own section of docs/proofs.md, and ends with 1 where something got through.
prove-workbooks: .venv/dev.stamp
	@$(PY) tests/proofs/workbooks.py $(PROVE)

prove: .venv/dev.stamp
	@set -e; for proof in tests/proofs/[!t]*.py; do $(PY) $$proof; done

# The peers live in an environment of their own: none of them is a dependency of ours.
bench: .venv/dev.stamp .venv-bench/stamp
	@$(PY) benchmarks/run.py $(BENCH)

# ---------------------------------------------------------------- environments, made once, from the locks

.venv/made.stamp:
	@sh .ci/python.sh "$(PYTHON)" .venv
	@touch $@

.venv/run.stamp: .venv/made.stamp requirements.lock pyproject.toml
	@echo 'Cài thư viện vào .venv, chừng một phút... / Installing into .venv, about a minute...'
	@$(PIP) install --no-deps --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# requirements-dev.lock holds all of requirements.lock, the same versions (tests/test_house.py).
.venv/dev.stamp: .venv/made.stamp requirements-dev.lock requirements.lock pyproject.toml
	@echo 'Cài thư viện và công cụ kiểm thử vào .venv, chừng một phút... / Installing into .venv, about a minute...'
	@$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch .venv/run.stamp $@

.venv-bench/stamp: benchmarks/requirements-peers.lock
	@echo 'Installing the peers into .venv-bench, about a minute...'
	@sh .ci/python.sh "$(PYTHON)" .venv-bench
	@.venv-bench/bin/python -m pip --disable-pip-version-check --no-input -qq install \
	  --no-deps --require-hashes -r benchmarks/requirements-peers.lock
	@touch $@

# ---------------------------------------------------------------- for whoever changes the dependencies

UV ?= uv
COMPILE = $(UV) pip compile -q --universal --generate-hashes --no-header --no-emit-index-url --no-annotate \
  --python-version 3.11

lock:
	$(COMPILE) requirements.in -o requirements.lock
	$(COMPILE) requirements-dev.in -c requirements.lock -o requirements-dev.lock
	$(COMPILE) benchmarks/requirements-peers.in -o benchmarks/requirements-peers.lock

clean:
	rm -rf .venv .venv-bench .mypy_cache .ruff_cache .pytest_cache .hypothesis
