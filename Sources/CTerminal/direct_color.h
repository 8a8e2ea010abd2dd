// A terminfo entry for 24-bit colour, compiled and in the form the TERMINFO variable takes (ncurses
// 6.1, term(5)). Installed entries of this kind are rare and write colons that some terminals
// misread. Colours below 256 are the palette, others 0xRRGGBB; keys are defined in input.c.
//
// Compiled from the source below by `tic -x -o DIR FILE && base64 -w0 DIR/b/batchdeck-direct`.
//
// batchdeck-direct|24-bit colours on an xterm,
//     am, mir, msgr, xenl, AX, RGB,
//     colors#0x1000000, cols#80, it#8, lines#24, pairs#0x10000,
//     bold=\E[1m, civis=\E[?25l, clear=\E[H\E[2J, cnorm=\E[?12l\E[?25h,
//     cr=\r, csr=\E[%i%p1%d;%p2%dr, cub=\E[%p1%dD, cub1=^H,
//     cud=\E[%p1%dB, cud1=\n, cuf=\E[%p1%dC, cuf1=\E[C,
//     cup=\E[%i%p1%d;%p2%dH, cuu=\E[%p1%dA, cuu1=\E[A, dim=\E[2m,
//     ech=\E[%p1%dX, ed=\E[J, el=\E[K, home=\E[H, hpa=\E[%i%p1%dG,
//     op=\E[39;49m, rc=\E8, rev=\E[7m, rmcup=\E[?1049l,
//     rmkx=\E[?1l\E>, rmul=\E[24m, sc=\E7,
//     setab=\E[%?%p1%{8}%<%t4%p1%d%e%p1%{16}%<%t10%p1%{8}%-%d%e%p1%{256}%<%t48;5;%p1%d%e48;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m,
//     setaf=\E[%?%p1%{8}%<%t3%p1%d%e%p1%{16}%<%t9%p1%{8}%-%d%e%p1%{256}%<%t38;5;%p1%d%e38;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m,
//     sgr=\E[0%?%p5%t;2%;%?%p6%t;1%;%?%p2%t;4%;%?%p1%p3%|%t;7%;m,
//     sgr0=\E[m, smcup=\E[?1049h, smkx=\E[?1h\E=, smul=\E[4m,
//     vpa=\E[%i%p1%dd,

#ifndef DIRECT_COLOR_H
#define DIRECT_COLOR_H

static const char direct_color_terminfo[] =
    "b64:"
    "HgIsAA8ADwBpAS0CYmF0Y2hkZWNrLWRpcmVjdHwyNC1iaXQgY29sb3VycyBvbiBhbiB4dGVybQAAAQAAAQAAAAAA"
    "AAAAAQEAUAAAAAgAAAAYAAAA/////////////////////////////////////////////////////wAAAAEAAAEA"
    "/////wAAAgD//xMAGwAfACMA//8uAD8AQQBFAEwA//9OAFsA//9fAP//////////////////YwBoAP//cQD/////"
    "//92AP//ewCAAP//iQCNAP///////5YA////////////////////////////////////////////////////////"
    "//////////////////////////////////////////////////////////+cAKQA////////////////////////"
    "/////////////////////6wA////////tQC+AP//xwD/////////////////////////////0ADTAN4A/////+EA"
    "////////////////////////////////////////////////////////////////////////////////////////"
    "////////////////////////////////////////////////////////////////////////////////////////"
    "////////////////////////////////////////////////////////////////////////////////////////"
    "////////////////////////////////////////////////////////////////////////////////////////"
    "////////////////////////////////////////////////////////////////////////////////////////"
    "FwH/////////////////////////////////////////////////////////////////////////////////////"
    "/////////////////////////////////////////////////////////////////////////////yABpgENABtb"
    "JWklcDElZDslcDIlZHIAG1tIG1sySgAbW0sAG1tKABtbJWklcDElZEcAG1slaSVwMSVkOyVwMiVkSAAKABtbSAAb"
    "Wz8yNWwACAAbWz8xMmwbWz8yNWgAG1tDABtbQQAbWzFtABtbPzEwNDloABtbMm0AG1s3bQAbWzRtABtbJXAxJWRY"
    "ABtbbQAbWz8xMDQ5bAAbWzI0bQAbWz8xbBs+ABtbPzFoGz0AG1slcDElZEIAG1slcDElZEQAG1slcDElZEMAG1sl"
    "cDElZEEAGzgAG1slaSVwMSVkZAAbNwAbWzAlPyVwNSV0OzIlOyU/JXA2JXQ7MSU7JT8lcDIldDs0JTslPyVwMSVw"
    "MyV8JXQ7NyU7bQAbWzM5OzQ5bQAbWyU/JXAxJXs4fSU8JXQzJXAxJWQlZSVwMSV7MTZ9JTwldDklcDElezh9JS0l"
    "ZCVlJXAxJXsyNTZ9JTwldDM4OzU7JXAxJWQlZTM4OzI7JXAxJXs2NTUzNn0lLyVkOyVwMSV7MjU2fSUvJXsyNTV9"
    "JSYlZDslcDElezI1NX0lJiVkJTttABtbJT8lcDElezh9JTwldDQlcDElZCVlJXAxJXsxNn0lPCV0MTAlcDElezh9"
    "JS0lZCVlJXAxJXsyNTZ9JTwldDQ4OzU7JXAxJWQlZTQ4OzI7JXAxJXs2NTUzNn0lLyVkOyVwMSV7MjU2fSUvJXsy"
    "NTV9JSYlZDslcDElezI1NX0lJiVkJTttAAACAAAAAAACAAcAAQEAAAMAQVgAUkdCAA==";

#endif
