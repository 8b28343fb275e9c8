# Makes a virtual environment with the first Python that fits: sh .ci/python.sh "PYTHON or empty" FOLDER
set -eu
fits='import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'

for candidate in ${1:-python3.13 python3.12 python3.11 python3 python}; do
  if "$candidate" -c "$fits" 2>/dev/null; then
    echo "$("$candidate" --version) -> $2"
    exec "$candidate" -m venv "$2"
  fi
done

if [ -n "$1" ]; then
  echo "$1: cần Python 3.11, 3.12 hoặc 3.13 có pip và venv. / not a Python 3.11, 3.12 or 3.13 with pip and venv." >&2
else
  echo 'Máy này chưa có Python 3.11, 3.12 hoặc 3.13 kèm pip và venv. Hãy cài (Debian, Ubuntu: apt install python3-venv), hoặc chỉ ra: make run PYTHON=/đường/dẫn/python3.12' >&2
  echo 'No Python 3.11, 3.12 or 3.13 with pip and venv here. Install one (Debian, Ubuntu: apt install python3-venv), or name it: make run PYTHON=/path/to/python3.12' >&2
fi
exit 3
