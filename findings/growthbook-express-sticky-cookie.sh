#!/usr/bin/env bash
# What: ExpressCookieStickyBucketService of @growthbook/growthbook 1.8.0, in Express 5.2.1 with cookie-parser 1.4.7.
# Guess: a bucket that it saves in one request is found in the next one of the same browser.
# Seen (2026-12-01, Node 20.20.2): it is never found. The name of the cookie and its value are encoded by the service and encoded
#   again by Express; cookie-parser decodes the value once and the name not at all, and the service looks for the plain name.
# Who meets it: whoever trusts its cookies to keep visitors in their variation on a server. They are bucketed anew in each request.
# Exit code: 0 while it is so, 1 when it changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"type":"module","private":true}' >package.json
npm install --silent --no-audit --no-fund @growthbook/growthbook@1.8.0 express@5.2.1 cookie-parser@1.4.7
cat >run.mjs <<'JS'
import { ExpressCookieStickyBucketService } from '@growthbook/growthbook';
import cookieParser from 'cookie-parser';
import express from 'express';

const app = express();
app.use(cookieParser());
app.get('/', async (req, res) => {
  const service = new ExpressCookieStickyBucketService({ req, res });
  const found = await service.getAssignments('id', 'u1');
  await service.saveAssignments({ attributeName: 'id', attributeValue: 'u1', assignments: { shop__0: 'a' } });
  res.json({ found, cookies: req.cookies });
});
const server = app.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}/`;
  const [cookie] = (await fetch(url)).headers.getSetCookie();
  const [name, value] = cookie.split(';')[0].split('=');
  const { found, cookies } = await (await fetch(url, { headers: { cookie: `${name}=${value}` } })).json();
  server.close();
  console.log('cookie set:   ', name, value);
  console.log('cookies read: ', JSON.stringify(cookies));
  console.log('bucket found: ', JSON.stringify(found));
  const asSeen = found === null && name === 'gbStickyBuckets__id%7C%7Cu1' && value.startsWith('%257B%2522');
  console.log(asSeen ? 'as seen: it does not find what it saved' : 'CHANGED');
  process.exitCode = asSeen ? 0 : 1;
});
JS
node run.mjs
