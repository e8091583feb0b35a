// SPDX-License-Identifier: GPL-2.0-or-later
//
// usage: node csaf-check.js FILE...
//
// CSAF documents before the validator of their authors: the tests of its basic and
// of its extended set. Prints "FILE: ok", or a line for each error and warning;
// exit status 0 only if there was none.
import { readFile } from 'node:fs/promises'
import * as basic from '@secvisogram/csaf-validator-lib/basic.js'
import * as extended from '@secvisogram/csaf-validator-lib/extended.js'
import validate from '@secvisogram/csaf-validator-lib/validateStrict.js'

const sets = { basic, extended }
const files = process.argv.slice(2)
let bad = files.length === 0

function complaints(result) {
  return result.tests.flatMap((test) =>
    [...test.errors, ...test.warnings].map(
      (one) => `${test.name}: ${one.instancePath}: ${one.message}`
    )
  )
}

for (const file of files) {
  const document = JSON.parse(await readFile(file, 'utf8'))
  const said = []
  for (const [name, set] of Object.entries(sets)) {
    const result = await validate(Object.values(set), document)
    said.push(...complaints(result).map((line) => `${name}: ${line}`))
    if (!result.isValid && said.length === 0) said.push(`${name}: not valid`)
  }
  console.log(said.length ? said.map((s) => `${file}: ${s}`).join('\n') : `${file}: ok`)
  if (said.length) bad = true
}
process.exit(bad ? 1 : 0)
