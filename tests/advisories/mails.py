# SPDX-License-Identifier: GPL-2.0-or-later
"""
usage: mails.py MAILER FOLDER FINGERPRINT SAMPLE

Writes mails with MAILER (tests/advisories/mailer.c) and reads them with Python's
email package and gpgv, and those of SAMPLE (sample.sh) too. Prints "ok NAME" or
"not ok NAME: WHY"; the mails stay in FOLDER. Random cases have a fixed seed.
"""

import email
import email.header
import email.policy
import email.utils
import glob
import json
import os
import random
import re
import subprocess
import sys
import unicodedata

MAILER, FOLDER, KEY, SAMPLE = sys.argv[1:]
DATE = 1769472000
COLUMNS = 70


def jis():
    """The characters of JIS X 0208 in Python's codec."""
    for row in range(0x21, 0x7f):
        for cell in range(0x21, 0x7f):
            try:
                yield bytes((0x1b, 0x24, 0x42, row, cell, 0x1b, 0x28, 0x42)
                            ).decode('iso2022_jp')
            except UnicodeDecodeError:
                pass


JIS = list(jis())
ASCII = [chr(c) for c in range(0x20, 0x7f)]
OTHERS = list('éßñ한國😀𠮷ЖЩ𝒳') + ['e\u0301']
HOSTILE = ['\n', '\r\n', '\r', '\n ', '\nBcc: all@victim.example\n', '\x1b$B',
           '\x0b', '\x7f', '\x85', '\u2028', '\u202e', '\u2066', '\u200b',
           '\ufeff', '\x01']


class Results:
    failed = False

    def check(self, name, wrong):
        """wrong: the failures, one line each"""
        if wrong:
            self.failed = True
            print(f'not ok {name}: {len(wrong)} wrong: {wrong[0][:600]}')
        else:
            print(f'ok {name}')


def case(**keys):
    return {'from': [None, 'alerts@csirt.example'],
            'to': [['Reader', 'reader@team.example']], 'reply_to': None,
            'subject': 'Alert', 'text': 'Text.\n', 'charset': 'auto',
            'date': DATE, 'message_id': '1@csirt.example', **keys}


def write(name, cases):
    """The mails of some cases: bytes, or the reason why one was refused."""
    folder = os.path.join(FOLDER, name)
    os.makedirs(folder)
    lines = '\n'.join(json.dumps(c) for c in cases) + '\n'
    subprocess.run([MAILER, folder], input=lines.encode(), check=True)
    mails = []
    for i in range(len(cases)):
        path = os.path.join(folder, str(i))
        if os.path.exists(path + '.eml'):
            with open(path + '.eml', 'rb') as file:
                mails.append(file.read())
        else:
            with open(path + '.error', encoding='utf-8') as file:
                mails.append(file.read())
    return mails


def parse(mail):
    return email.message_from_bytes(mail, policy=email.policy.default)


def decoded(value):
    """A header, decoded by the older of Python's two parsers."""
    unfolded = value.replace('\n', '')
    parts = email.header.decode_header(unfolded)
    return ''.join(p if isinstance(p, str) else p.decode(c or 'ascii')
                   for p, c in parts)


def subject(mail):
    old = email.message_from_bytes(mail, policy=email.policy.compat32)
    return decoded(old['Subject'])


def mailboxes(mail, field):
    """Names in encoded words are decoded, those in quotes are not."""
    old = email.message_from_bytes(mail, policy=email.policy.compat32)
    pairs = email.utils.getaddresses([old[field].replace('\n', '')])
    return [[decoded(name) if '=?' in name else name, address]
            for name, address in pairs]


def text_part(message):
    return message.get_body(('plain',)) if message.is_multipart() else message


def text(mail):
    part = text_part(parse(mail))
    return part.get_payload(decode=True).decode(part.get_content_charset())


def head(mail):
    return mail.split(b'\n\n', 1)[0]


def form(mail):
    """What is wrong with the bytes of a mail, whatever its content."""
    wrong = []
    for line in mail.split(b'\n'):
        if len(line) > 998:
            wrong.append(f'a line of {len(line)} bytes')
        if any(c >= 0x80 or (c < 0x20 and c not in b'\t\x1b') for c in line):
            wrong.append(f'not for seven bits: {line!r}')
        if line.count(b'\x1b$B') != line.count(b'\x1b(B') or \
           line.rfind(b'\x1b$B') > line.rfind(b'\x1b(B'):
            wrong.append(f'does not end in ASCII: {line!r}')
    for line in head(mail).split(b'\n'):
        if len(line) > 78 or not line.strip() or b'\x1b' in line:
            wrong.append(f'header line: {line!r}')
        for word in line.split():
            if word.startswith(b'=?') and len(word.rstrip(b',')) > 75:
                wrong.append(f'encoded word: {word!r}')
    message = parse(mail)
    if message.defects:
        wrong.append(f'defects: {message.defects}')
    for part in message.walk():
        if part.defects:
            wrong.append(f'defects of a part: {part.defects}')
    return wrong


def fields(mail):
    return [line.split(b':')[0].decode() for line in head(mail).split(b'\n')
            if not line.startswith(b' ')]


USUAL = ['Date', 'From', 'To', 'Subject', 'Message-ID', 'MIME-Version',
         'Content-Type', 'Content-Transfer-Encoding']


def headers(results):
    rng = random.Random(1434)
    cases = []
    for i in range(3000):
        chars = [JIS, ASCII, JIS + ASCII, ASCII + OTHERS,
                 JIS + OTHERS][i % 5]

        def some(most):
            return ''.join(rng.choice(chars) for _ in range(rng.randrange(most)))
        cases.append(case(
            charset='utf-8' if i % 5 > 2 or i % 2 else 'iso-2022-jp',
            subject=some(200), **{'from': [some(40), 'a.b@csirt.example']},
            reply_to=[some(20), 'c@csirt.example'],
            to=[[some(30), f'r{n}@team.example']
                for n in range(rng.randrange(1, 5))]))
    wrong = []
    for c, mail in zip(cases, write('headers', cases)):
        if isinstance(mail, str):
            wrong.append(mail)
            continue
        wrong += form(mail)
        got = [subject(mail), mailboxes(mail, 'From'), mailboxes(mail, 'To'),
               mailboxes(mail, 'Reply-To')]
        wanted = [c['subject'], [c['from']], c['to'], [c['reply_to']]]
        if got != wanted:
            wrong.append(f'{got} instead of {wanted}')
    results.check('headers survive', wrong)


def new_parser(results):
    """
    Python's newer parser, with usual headers. (It puts a blank between the encoded words
    of a name, so this name fits into one.)
    """
    name = 'サンプル緊急対応センター'
    title = '[EXAMPLE-AT-2026-0001] UDP 1434番ポートへのスキャンの増加に関する注意喚起'
    wrong = []
    for charset in 'iso-2022-jp', 'utf-8':
        mail, = write(f'new-{charset}', [case(
            charset=charset, subject=title, automatic=True,
            list_id='alerts.csirt.example', text=title + '\n',
            **{'from': [name, 'alerts@csirt.example']})])
        message = parse(mail)
        got = [message['subject'], message['from'].addresses[0].display_name,
               message['from'].addresses[0].addr_spec,
               message['date'].datetime.isoformat(), message['message-id'],
               message['list-id'], message['auto-submitted'],
               message.get_content_charset(), message.get_content()]
        wanted = [title, name, 'alerts@csirt.example',
                  '2026-01-27T09:00:00+09:00', '<1@csirt.example>',
                  '<alerts.csirt.example>', 'auto-generated', charset,
                  title + '\n']
        if got != wanted:
            wrong.append(f'{got} instead of {wanted}')
    results.check('the newer parser agrees', wrong)


def hostile(results):
    rng = random.Random(39)
    cases = []
    for i in range(3000):
        value = ''.join(rng.choice(ASCII + JIS)
                        for _ in range(rng.randrange(30)))
        at = rng.randrange(len(value) + 1)
        value = value[:at] + rng.choice(HOSTILE) + value[at:]
        cases.append(case(**[
            {'subject': value}, {'from': [value, 'a@b.example']},
            {'from': ['x', value]}, {'to': [[value, 'a@b.example']]},
            {'to': [['x', value]]}, {'reply_to': [value, 'a@b.example']},
            {'message_id': value + '@b.example'}, {'list_id': value},
            {'attachments': [{'type': value, 'filename': 'a', 'path': MAILER}]},
            {'attachments': [{'type': 'text/plain', 'filename': value,
                              'path': MAILER}]},
        ][i % 10]))
    wrong = [f'{c} was written' for c, mail in
             zip(cases, write('hostile', cases)) if isinstance(mail, bytes)]
    results.check('hostile headers are refused', wrong)

    # Whatever a name contains, the header has these fields and no others.
    cases = [case(subject=''.join(rng.choice(ASCII + OTHERS + JIS[:200])
                                  for _ in range(rng.randrange(120))),
                  **{'from': [''.join(rng.choice('",\\<>()@:;=?_ .éあ\'')
                                      for _ in range(rng.randrange(40))),
                              'a@b.example']}) for _ in range(2000)]
    wrong = []
    for c, mail in zip(cases, write('fields', cases)):
        if isinstance(mail, str) or fields(mail) != USUAL:
            wrong.append(f'{c}: {mail!r}')
        elif mailboxes(mail, 'From') != [c['from']]:
            wrong.append(f'{c["from"]}: {mailboxes(mail, "From")}')
    results.check('no name adds a field', wrong)


def columns(line):
    return sum(1 + (unicodedata.east_asian_width(c) in 'WFA') for c in line)


def body(results):
    rng = random.Random(2003)
    lines = ['', '- dash', '-- ', 'From me', '.', '..', '=3D', '>From', '日本語',
             '  - 箇条書き', '=' * 30, 'a' * 70, '字' * 35, ' ']
    almost = ['x' * 74 + 'é', 'é=', 'x' * 75 + '. From', 'x' * 75 + ' ',
              'x' * 75 + 'From me', 'x' * 500 + '\t', ' .'] + lines[:7]
    cases = [case(text=''.join(rng.choice(lines if i % 4 < 3 else almost) + '\n'
                               for _ in range(20)),
                  charset=['iso-2022-jp', 'utf-8', 'auto', 'utf-8'][i % 4])
             for i in range(400)]
    cases += [case(text=''.join(JIS[i:i + 35]) + '\n', charset='iso-2022-jp')
              for i in range(0, len(JIS), 35)]
    cases += [case(text='😀\n'), case(text='x' * 5000 + '\n'),
              case(text='字' * 1000 + '\n', charset='iso-2022-jp')]
    wrong = []
    for c, mail in zip(cases, write('texts', cases)):
        wrong += form(mail)
        if text(mail) != c['text']:
            wrong.append(f'{text(mail)!r} instead of {c["text"]!r}')
        if c['charset'] == 'iso-2022-jp' and 'x' * 999 not in c['text'] and \
           parse(mail).get_content_charset() == 'utf-8':
            wrong.append('utf-8 instead of iso-2022-jp')
    results.check('texts survive', wrong)

    spelt = 'ｶﾞｷﾞ ① ㈱髙橋 山﨑 ～ − — Ⅳ\n'
    mail, = write('spelt', [case(text=spelt, charset='iso-2022-jp')])
    wrong = [] if text(mail) == 'ガギ (1) (株)高橋 山崎 〜 − ― IV\n' else [text(mail)]
    results.check('what ISO-2022-JP lacks is substituted', wrong)
    mail, = write('lacks', [case(text='a\nb😀\n', charset='iso-2022-jp')])
    results.check('what has no substitute is reported', [] if mail ==
                  'text: line 2, character 2: U+1F600 is not in ISO-2022-JP '
                  '(UTF-8 has it)\n' else [str(mail)])
    mail, = write('clean', [case(text='a' + ''.join(HOSTILE[7:]) + 'b\n')])
    results.check('a text has no invisible characters',
                  [] if text(mail) == 'ab\n' else [text(mail)])


def attachments(results):
    rng = random.Random(65)
    folder = os.path.join(FOLDER, 'files')
    os.makedirs(folder)
    cases = []
    for i in range(60):
        files = []
        for n in range(rng.randrange(1, 5)):
            path = os.path.join(folder, f'{i}-{n}')
            with open(path, 'wb') as file:
                file.write(rng.randbytes(rng.choice([0, 1, 2, 3, 56, 57, 58, 1000,
                                                     70000])))
            name = rng.choice(['events.csv', 'a b.json', '表.csv', 'x' * 200,
                               'quo"te', "it's", '100%', '日本語' * 30 + '.txt',
                               'semi;colon', 'é.txt'])
            files.append({'type': rng.choice(['text/csv; charset=utf-8',
                                              'application/json',
                                              'application/zip']),
                          'filename': name, 'path': path})
        cases.append(case(attachments=files, text='本文\n--=_x\n', charset='auto'))
    wrong = []
    for c, mail in zip(cases, write('attachments', cases)):
        wrong += form(mail)
        message = parse(mail)
        if text(mail) != c['text']:
            wrong.append(f'text: {text(mail)!r}')
        parts = list(message.iter_attachments())
        if len(parts) != len(c['attachments']):
            wrong.append(f'{len(parts)} attachments')
        for file, part in zip(c['attachments'], parts):
            with open(file['path'], 'rb') as original:
                if part.get_payload(decode=True) != original.read():
                    wrong.append('bytes differ')
            if part.get_filename() != file['filename']:
                wrong.append(f'{part.get_filename()!r}')
            if part.get_content_type() != file['type'].split(';')[0]:
                wrong.append(part.get_content_type())
    results.check('attachments are equal', wrong)
    again = write('attachments-again', cases)
    first = [open(os.path.join(FOLDER, 'attachments', f'{i}.eml'), 'rb').read()
             for i in range(len(cases))]
    results.check('the same mail gives the same bytes',
                  [] if again == first else ['they differ'])


def verify(mail, path, keyring='key.gpg', key=KEY):
    """The signed text's bytes, if gpgv finds the signature of that key good."""
    part = text_part(parse(mail))
    with open(path, 'wb') as file:
        file.write(part.get_payload(decode=True))
    gpgv = subprocess.run(
        ['gpgv', '--status-fd', '2', '--keyring', os.path.join(FOLDER, keyring),
         '--output', '-', path], capture_output=True, check=False)
    status = gpgv.stderr.decode()
    if gpgv.returncode or f'VALIDSIG {key}' not in status:
        return None, status
    return gpgv.stdout, part.get_content_charset()


def signatures(results):
    rng = random.Random(2026)
    sign = {'key': KEY, 'home': os.environ['GNUPGHOME']}
    texts = ['- ダッシュ\n-- \nFrom me\n日本語\n\n- end\n', 'ASCII only\n',
             ''.join(c + '\n' for c in JIS[::97]),
             '一' * 35 + '\n', '\n\n', 'tail  \n字  \n', 'é😀\n']
    texts += [''.join(rng.choice(JIS + ASCII + ['\n', '\n-'])
                      for _ in range(400)) + '\n' for _ in range(8)]
    cases = [case(text=t, charset='auto', **sign) for t in texts]
    cases.append(case(text=texts[0], **sign, attachments=[
        {'type': 'text/csv', 'filename': 'a.csv', 'path': MAILER}]))
    wrong = []
    for n, (c, mail) in enumerate(zip(cases, write('signed', cases))):
        if isinstance(mail, str):
            wrong.append(mail)
            continue
        wrong += form(mail)
        got, charset = verify(mail, os.path.join(FOLDER, 'signed', f'{n}.asc'))
        # A signature does not cover blanks at the end of a line.
        strip = '\n'.join(line.rstrip(' \t') for line in c['text'].split('\n'))
        if got is None:
            wrong.append(f'{n}: {charset}')
        elif '\n'.join(line.rstrip(' \t') for line in
                       got.decode(charset).split('\n')).rstrip('\n') != \
                strip.rstrip('\n'):
            wrong.append(f'{n}: {got.decode(charset)!r} instead of {strip!r}')
    results.check('signatures are valid, over the final bytes', wrong)

    mail, = write('forged', [case(text='日本語\n', charset='iso-2022-jp', **sign)])
    forged = mail.replace('日'.encode('iso2022_jp')[3:5],
                          '月'.encode('iso2022_jp')[3:5])
    got, _ = verify(forged, os.path.join(FOLDER, 'forged', '0.asc'))
    results.check('a changed letter breaks a signature',
                  ['it does not'] if forged == mail or got else [])

    refused = write('no-key', [
        case(**{**sign, 'key': 'F' * 40}), case(**{**sign, 'key': 'alerts'}),
        case(**{**sign, 'home': '/nonexistent'})])
    wanted = ['there is no secret key', 'a key is named by its fingerprint',
              'there is no secret key']
    results.check('a missing key is named', [
        str(said) for said, want in zip(refused, wanted)
        if not isinstance(said, str) or want not in said])


def bulletins(results):
    """The mails that slammer-advisory wrote for test-mail.sh."""
    def read(name):
        with open(os.path.join(FOLDER, name), 'rb') as file:
            return file.read()

    line = 'Example CSIRT Alert 2026-01-27'
    wrong = []
    for language in 'ja', 'en':
        wanted = read(f'{language}.txt').decode().replace(
            f'\n{line}\n', f'\n<<< {line} >>>\n', 1)
        title = wanted.split('\n')[2]
        for kind in '', '-utf-8', '-signed':
            name = f'{language}{kind}'
            mail = read(f'{name}.eml')
            wrong += [f'{name}: {w}' for w in form(mail)]
            got = text(mail)
            if kind == '-signed':
                raw, charset = verify(mail, os.path.join(FOLDER, f'{name}.asc'))
                got = raw.decode(charset) if raw else charset
            if got != wanted:
                wrong.append(f'{name}: {got}')
            wrong += [f'{name}: {len(l)} {l}' for l in got.split('\n')
                      if columns(l) > COLUMNS]
            if subject(mail) != f'<<< {line} >>> {title}':
                wrong.append(f'{name}: {subject(mail)}')
            if mailboxes(mail, 'From') != [['サンプル緊急対応センター',
                                            'alerts@csirt.example']]:
                wrong.append(f'{name}: {mailboxes(mail, "From")}')
            charset = 'iso-2022-jp' if language == 'ja' and kind != '-utf-8' \
                else 'utf-8'
            if parse(mail).get_content_charset() != charset:
                wrong.append(f'{name}: {parse(mail)["content-type"]}')
            if str(parse(mail)['date'].datetime) != '2026-01-27 00:00:00+09:00':
                wrong.append(f'{name}: {parse(mail)["date"]}')
    results.check('mails have the text of the bulletin', wrong)


def published(results):
    """Those of the sample: every type, in both languages."""
    wrong = []
    mails = sorted(glob.glob(os.path.join(SAMPLE, '??', 'mail', '*.eml')))
    types = set()
    for path in mails:
        with open(path, 'rb') as file:
            mail = file.read()
        with open(path.replace('/mail/', '/text/').replace('.eml', '.txt'),
                  encoding='utf-8') as file:
            wanted = file.read()
        line = re.search(r'^Example CSIRT .*\d{4}-\d\d-\d\d.*$', wanted, re.M)[0]
        types.add(re.sub(r'[0-9-]+', '', line))
        wanted = wanted.replace(f'\n{line}\n', f'\n<<< {line} >>>\n', 1)
        wrong += [f'{path}: {w}' for w in form(mail)]
        raw, charset = verify(mail, os.path.join(FOLDER, 'sample.asc'),
                              'sample.gpg', '')
        if not raw or raw.decode(charset) != wanted:
            wrong.append(f'{path}: {raw.decode(charset) if raw else charset}')
        if not subject(mail).startswith(f'<<< {line} >>> '):
            wrong.append(f'{path}: {subject(mail)}')
        wrong += [f'{path}: {l}' for l in wanted.split('\n')
                  if columns(l) > COLUMNS]
    # Alerts, updates, withdrawals and reports have different lines.
    if len(mails) < 20 or len(types) < 4:
        wrong.append(f'{len(mails)} mails with {types}')
    results.check('all published mails have the text of their bulletins', wrong)


def main():
    results = Results()
    headers(results)
    new_parser(results)
    hostile(results)
    body(results)
    attachments(results)
    signatures(results)
    bulletins(results)
    published(results)
    return results.failed


if __name__ == '__main__':
    sys.exit(main())
