#!/bin/sh
<%= header() %>
#
# Runs the service in a developer's container, and anew with each change. DevSpace calls it.
#
#   deploy/develop.sh COMMAND    runs the shell's COMMAND beside the sources, until it is told to begin again
#   deploy/develop.sh again      ends it, and begins again
#
# A COMMAND that ends by itself, since it does not compile, say, waits for the next change.
set -u

# what is below the sources would be copied; DEVELOP_STATE is for tests
state=${DEVELOP_STATE:-/tmp/develop}
mkdir -p "$state" || exit 1

# The command with all that it started: they share a process group.
end_command() {
  [ -s "$state/pid" ] && kill -s TERM -- "-$(cat "$state/pid")" 2> /dev/null
  rm -f "$state/pid"
}

case ${1-} in
  again)
    : > "$state/again"
    end_command
    exit 0
    ;;
  # one run; it says who it is before it begins, so that whoever comes with `again` just then ends it too
  --once)
    echo $$ > "$state/pid"
    [ -f "$state/again" ] || eval "$2"
    exit
    ;;
esac

here=$(cd "$(dirname "$0")" && pwd) || exit 1
cd "$here/.." || exit 1
trap 'end_command; exit 0' INT TERM
while true; do
  rm -f "$state/again"
  setsid sh "$here/develop.sh" --once "$1" &
  wait "$!"
  [ -f "$state/again" ] || echo "Ended; it begins again with the next change." >&2
  while [ ! -f "$state/again" ]; do
    sleep 1
  done
done
