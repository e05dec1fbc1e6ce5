#!/bin/bash
# mbsync: a Maildir and an account kept the same in both directions, folders, flags and deletions too
. "$(dirname "$0")/lib.sh"
subject=$(token)
mkdir -p maildir
cat > mbsyncrc <<EOF
IMAPAccount a
Host 127.0.0.1
Port $IMAP
User u6@mercury.test
Pass secret
SSLType None
AuthMechs LOGIN

IMAPStore far
Account a

MaildirStore near
Path $WORK/maildir/
Inbox $WORK/maildir/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns INBOX MbsyncBox
Create Both
Expunge Both
Sync All
SyncState *
EOF
sync() { timeout 60 mbsync -q -c mbsyncrc all || fail "mbsync ended with $?"; }
# what an earlier run left at the far side goes
curl -sS "imap://127.0.0.1:$IMAP/INBOX" -u u6@mercury.test:secret -X 'STORE 1:* +FLAGS.SILENT (\Deleted)' > /dev/null 2>&1 || true
curl -sS "imap://127.0.0.1:$IMAP/INBOX" -u u6@mercury.test:secret -X EXPUNGE > /dev/null
curl -sS "imap://127.0.0.1:$IMAP/" -u u6@mercury.test:secret -X 'DELETE MbsyncBox' > /dev/null 2>&1 || true
# far to near
message u1@mercury.test u6@mercury.test "$subject" sent
curl -sS "imap://127.0.0.1:$IMAP/INBOX" -u u6@mercury.test:secret --upload-file sent
sync
near=$(grep -rl "$subject" maildir/INBOX) || fail "not synced to the near side"
# near to far: a message in a new folder
mkdir -p maildir/MbsyncBox/{cur,new,tmp}
tr -d '\r' < sent | sed "s/$subject/near-$subject/" > maildir/MbsyncBox/new/1.1.near
sync
curl -sS "imap://127.0.0.1:$IMAP/MbsyncBox" -u u6@mercury.test:secret -X "UID SEARCH SUBJECT near-$subject" |
    grep -q '[0-9]' || fail "not synced to the far side"
# a flag near to far, and a flag far to near
near=$(grep -rl "$subject" maildir/INBOX)
mv "$near" "maildir/INBOX/cur/$(basename "$near" | sed 's/:2,.*//'):2,F"
sync
uid=$(find_uid "$IMAP" u6@mercury.test "$subject")
curl -sS "imap://127.0.0.1:$IMAP/INBOX" -u u6@mercury.test:secret -X "UID FETCH $uid (FLAGS)" | grep -q '\\Flagged' ||
    fail "the flag did not get to the far side"
curl -sS "imap://127.0.0.1:$IMAP/INBOX" -u u6@mercury.test:secret -X "UID STORE $uid +FLAGS (\\Answered)" > /dev/null
sync
ls maildir/INBOX/cur | grep -q ':2,.*R' || fail "the flag did not get to the near side"
# a deletion near to far
rm maildir/INBOX/cur/*
sync
! find_uid "$IMAP" u6@mercury.test "$subject" || fail "the deletion did not get to the far side"
