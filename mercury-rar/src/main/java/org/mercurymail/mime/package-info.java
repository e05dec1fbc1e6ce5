/**
 * Bytes read as a message: header fields, the ENVELOPE and the part tree with byte offsets that are made once at
 * delivery, decoded words and transfer decoding (RFC 5322, RFC 2045-2047, RFC 2231, RFC 6532). Malformed input is
 * never an error here: something sensible is said about every sequence of bytes, in linear time and bounded memory.
 */
package org.mercurymail.mime;
