# Two stages: `ground` has what the two commands of the README need; the last one has the packages and the program too.
#   docker build -t plan-metrics .
#   mkdir -p build     (before Docker makes it, which nobody but root could write to then; the report goes to build/site)
#   docker run --rm --user "$(id -u)" -e HOME=/tmp -v "$PWD/build:/project/build" plan-metrics
FROM python:3.11-slim AS ground
RUN apt-get -q update && apt-get -qy install --no-install-recommends git make && apt-get clean

FROM ground
WORKDIR /project
COPY requirements.lock ./
RUN python -m pip install --quiet --no-cache-dir --require-hashes -r requirements.lock
COPY . .
RUN python -m pip install --quiet --no-cache-dir --no-deps --no-build-isolation --editable . \
    && useradd --create-home analyst && mkdir -p build && chown -R analyst /project
USER analyst
CMD ["plan-metrics", "report"]
