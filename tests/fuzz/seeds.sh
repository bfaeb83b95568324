#!/bin/sh
# Writes the seed corpus of each fuzzer into DIRECTORY/NAME:
#
#   sh tests/fuzz/seeds.sh DIRECTORY
#
# What fuzzers have found is added here, as a seed with a name that says what it was.

set -eu
directory=$1

# seed FUZZER NAME TEXT: the text is one for printf, octal escapes and all.
seed() {
    mkdir -p "$directory/$1"
    # shellcheck disable=SC2059 # that is the format's use here
    printf "$3" >"$directory/$1/$2"
}

# A header, whose bytes also say how long a head and a body are.
seed record begin '\001\001\000\001\000\010\000\000'
seed record end '\001\003\001\002\000\010\007\000'
seed record long '\002\005\001\377\377\377\377\000'
seed record longer-head '\377\377\000\001\000\010\000\000'

# The first byte says how long a stream may be; then the pairs.
seed pairs two 'A\013\004REQUEST_URI/chat\001\000x'
seed pairs wide 'A\200\000\000\003\200\000\000\002abcde'
seed pairs empty 'A\000\000\000\000'
seed pairs long-name 'A\050\001nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnv'
seed pairs wide-cut 'A\001\200\000\001\002n'
seed pairs cut 'A\003\012abc12345'
seed pairs too-long '\220\003\012abc1234567890'

# See fuzz_session.c for what the letters make.
seed session one 'b1 p1011 p10 e1 s12 s13 t1'
seed session kept 'b1 e1 s14 t1 k1 b1 e1 t1 k0'
seed session two 'b1 b2 p13 p23 e1 e2 s19 s28 t2 t1 k0 k1'
seed session early 'c1 p101 e1 s12 s15 t1'
seed session early-kept 'b1 p101 e1 s12 s15 t1 b1 e1 t1'
seed session headers 'b1 p124 p125 p126 p104 p107 e1 t1'
seed session aborted 'b1 e1 t1 a1 b2 p13 a2 b2 e2 t2'
seed session values 'g u1 u5 g'
seed session roles 'r22 r33 c4 e4 t4'
seed session too-many 'b1b2b3b4b5b6b7b8b9'
seed session body-too-long 'b1 e1 s1999999999 s1999999999 s1999999999 t1'
seed session again 'b1 b1'
seed session data 'b1 e1 d1 s12 d1 t1'
seed session raw '!\001\001\000\001\000\010\000\000\000\001\001\000\000\000\000\000\001\004\000\001\000\000\000\000\001\005\000\001\000\000\000\000'
seed session raw-between 'b1 x51234\000 e1 t1'

seed json object '{"id":"a","to":null,"x":[1,-0.5e+3,true,{"id":2}]}'
seed json escapes '{"\\u0069d":"\\ud83d\\ude00\\n\\u00e9\\/","to":"\303\251\\"\\\\"}'
seed json twice '{"id":1, "i\\u0064" : 2}'
seed json numbers '[0,-0,1e5,1E-5,0.10,1e308,1e309,01]'
seed json utf8 '["\303\251\342\202\254\360\237\230\200\355\237\277\364\217\277\277"]'
seed json bad-utf8 '["\300\200","\355\240\200","\364\220\200\200"]'
seed json nul '["a\000b","\\u0000"]'
seed json lone '["\\ud800","\\udc00\\ud800"]'
seed json deep '[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]'
seed json blanks ' { "to" : [ 1 , 2 ] , "\303\251\\"\\\\" :\t{}\r\n} '

# A digit of the configuration (bits: a large queue, small answers, 4 clients at most, 2 in a
# room), then deeds: see fuzz_api.c.
seed api talk '0 j00 j10 s03 s11 p00 p10 p09 s12 p09'
seed api repeat '2 j00 j10 s05 q10 q10 q10 p10 p10 p10'
seed api rooms '0 j00 j10 j21 s00 j01 s00 p00 p10 p20 j00 n6 j01 p00 p10 p20'
seed api hold '0 j00 p00 p03 n5 n5 p09 n8 n9'
seed api grace '0 j00 j10 p10 n: p10 n> p10'
seed api gone '0 j00 j10 j20 w1 p1? w0 n> n>'
seed api supersede '0 j00 p00 p09 w1 p09 w0 p08 j00'
seed api shared '0 j00 j10 j21 p00 p10 p20 w1 v706 s00 v706 s20 w0 p06 w1 v706 l1 v70?'
seed api shared-again '0 j00 j10 p00 p10 w1 v303 w2 v203 w3 v303 s00'
seed api overflow '0 j00 j10 s07 s17 s07 s17 s07 p10 p10 p00 p00 n6 p00 p10'
seed api overflow-fetch '0 j00 j10 j20 p10 s07 s17 s07 s27 s07 j30 p30 l0 p10 p10 p20 n6 p20 p30'
seed api to-one '0 j00 j10 t031 t031 t0:1 t0;1 t0;1 p10 t0;1 p10'
seed api stream '0 j00 j10 w1 f00 w0 s10 s13 a00 s11 a01 p00'
seed api stream-beats '0 j00 w1 f00 w0 n7 n7 a00 n? n7'
seed api stream-over '0 j00 w1 f00 w0 n?n?n?n?'
seed api stream-again '0 j00 w1 f00 w2 f00 w0 j00 w1 f00 w0 l0'
seed api stream-stuck '0 j00 j10 w1 f00 z1 w0 s17 s17 w1 y0 w0 s11'
seed api stream-window '1 j00 j10 w1 f00 w0 s1? s1? s1? s1? s1? s1? s1? s1? s1? s1? s1? s1? a00 a00 a00 p10 s1? a00'
seed api stream-overflow '0 j00 j10 w1 f00 z1 w0 s17 s17 s17 w1 y0 a00 n6 a00'
seed api stream-and-poll '0 j00 j10 w1 f00 w2 p09 w0 s11 p09 a00 s11'
seed api again '0 j00 j10 s03 j00 p00 p10 j00 n6 p10 p00'
seed api grace-and-count '0j00n:g0n:g0'
seed api probe '0 j00 w1 b030 b02? n2 b054 b000 b010 n4'
seed api aborts '0 j00 w1 p09 x1 b020 x1 f00 x1 P09X1 w0 p00'
seed api closes '0 j00 j10 w1 p09 c1 w1 f00 e1 w0 p00 n> w2 p1? c2 n>'
seed api full '? j00 j10 j20 j30 j21 j31 j41 j51 l0 j41'
seed api wrong '0 j00 i00 i01 i02 i03 i10 i13 g0 a0? p00'
seed api shutdown '0 j00 j10 w1 p09 f10 b020 h0 g0'
seed api short '0 j00 j10 o0s03 o2s13 o4j20 o1j30 o3p09 o5s00 o0f10 o2f10 o1n6 o3s17'
seed api short-fetch '0 o0 j00 o2j10 o4j20 s07 s17 s27 o0p00 n2 o2p10 n2 o4p20 n6 n2 o1p00 n6 n2'
seed api short-stream '0 j00 j10 w1 f00 w0 o0s13 n2 o1s13 n2 o3s13 n2 o1n7 n2 a00'
seed api short-answer '1 j00 o0s06 o2s06 o4s06 o6s06 o8s06 o1s06 o3s06'
seed api short-relay '0j00j10p00o2s00p00o2s00p00o2s00p00s00p00s00p00o2s00p00o2s00p00'
seed api short-ack '1j00s06s06o8v300s'
seed api short-fetch-of-stream '0 j00 j10 w1 f00 w0 s07 s17 s07 o3s17 o1s1> n2'
seed api stream-rests '1 j00 j10 w1 f00 w0 s1? s1? s1? s1? s1? s1? s1? s1? s1? s1? s1? s1? s1? s1? s1? s1? s1? s1? s1? s1? s00'
seed api many '1 j00 j10 s06 p10 k06 p10'
seed api short-leave '0 j00 j10 j20 s03 o0l0 o0k13 o1k13 o3k23 l0 l1 l2'
seed api together '0 J00 J10 W1 P09 W2 P19 W0 S03 S13 L0 p10 J00 F00 S11 S11 P00'
