package org.mercurymail.lists;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.mercurymail.store.Lists;
import org.mercurymail.store.MemberRow;

/**
 * The signed part of the link by which a member leaves with one click (RFC 8058 §3.1): the list, the membership, and a
 * code that only this server can make, with a key of the list's own. Says nothing about the address, and is worth
 * nothing once the membership has ended. Compares in constant time.
 */
@ApplicationScoped
public class MemberLinks {

    /** What a link names. */
    record Claim(long list, long member) { }

    private static final int CODE = 16;
    private static final int LENGTH = 2 * Long.BYTES + CODE;
    private static final int MOST_LETTERS = 64;

    private Lists lists;

    /** For the container's proxy. */
    protected MemberLinks() { }

    @Inject
    public MemberLinks(Lists lists) {
        this.lists = lists;
    }

    /** @param secret the list's */
    static String link(byte[] secret, MemberRow member) {
        ByteBuffer out = ByteBuffer.allocate(LENGTH).putLong(member.list()).putLong(member.id());
        out.put(code(secret, member.list(), member.id()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(out.array());
    }

    /** What the link names, if we made it; the membership may have ended. */
    Optional<Claim> claim(String link) {
        try {
            ByteBuffer in = ByteBuffer.wrap(link.length() > MOST_LETTERS ? new byte[0]
                    : Base64.getUrlDecoder().decode(link));
            Claim claim = new Claim(in.getLong(), in.getLong());
            byte[] code = new byte[in.remaining()];
            in.get(code);
            return lists.secret(claim.list).filter(secret ->
                    MessageDigest.isEqual(code(secret, claim.list, claim.member), code)).map(secret -> claim);
        } catch (IllegalArgumentException | BufferUnderflowException notALink) {
            return Optional.empty();
        }
    }

    private static byte[] code(byte[] secret, long list, long member) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update(ByteBuffer.allocate(2 * Long.BYTES).putLong(list).putLong(member).flip());
            return Arrays.copyOf(mac.doFinal(), CODE);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
