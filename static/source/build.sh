#!/bin/sh
# Builds static/companion.css and refreshes govuk-frontend's script. Needs Node; see ../README.md.
set -eu
govuk=6.6.0
sass=1.108.2
source=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
static=$(dirname -- "$source")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm install --silent --no-save --ignore-scripts --prefix "$work" "govuk-frontend@$govuk" "sass@$sass"
package=$work/node_modules/govuk-frontend

"$work/node_modules/.bin/sass" --style=compressed --no-source-map --quiet-deps \
  --load-path="$work/node_modules" "$source/companion.scss" "$work/companion.css"

# Physical sides become logical ones, so that right-to-left works; fall-back colours that the tokens always replace go.
sed -E \
  -e 's/(margin|padding|border)-left/\1-inline-start/g' \
  -e 's/(margin|padding|border)-right/\1-inline-end/g' \
  -e 's/([{;])left:/\1inset-inline-start:/g' \
  -e 's/([{;])right:/\1inset-inline-end:/g' \
  -e 's/text-align:left/text-align:start/g' \
  -e 's/text-align:right/text-align:end/g' \
  -e 's/var\((--govuk-[a-z-]+-colour), *#[0-9a-fA-F]+\)/var(\1)/g' \
  "$work/companion.css" > "$static/companion.css"

rm -f "$static"/govuk-frontend-*.min.js
sed -E 's|//# sourceMappingURL=.*$||' "$package/dist/govuk/govuk-frontend.min.js" > "$static/govuk-frontend-$govuk.min.js"
