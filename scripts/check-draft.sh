#!/bin/bash
# Says whether a release may be published: check-draft.sh 1.2.3. It must be a draft, with the version of package.json,
# for the commit of this run (GITHUB_SHA). gh reads GH_REPO and GH_TOKEN, which must be able to write to see drafts.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { printf '::error::%s\n' "$*"; exit 1; }

version=${1:?usage: check-draft.sh VERSION}
[[ "$version" =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] || fail 'The version is not of the form 1.2.3'
ours=$(jq -r .version package.json)
[ "$version" = "$ours" ] || fail "package.json says $ours, not $version"

draft=$(gh release view "v$version" --json isDraft,targetCommitish) ||
  fail "There is no release v$version. Write one: gh release create v$version --draft --target $GITHUB_SHA"
[ "$(jq -r .isDraft <<<"$draft")" = true ] || fail "v$version is published already"
target=$(jq -r .targetCommitish <<<"$draft")
[ "$target" = "$GITHUB_SHA" ] || fail "The draft v$version targets $target, and this run is at $GITHUB_SHA"
echo "The draft v$version is for this commit."
