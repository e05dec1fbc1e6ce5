package org.mercurymail.rar;

import jakarta.resource.spi.Activation;
import jakarta.resource.spi.InvalidPropertyException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.mercurymail.port.MailboxListener;

/** How POP3 and IMAP are served to the message-driven bean behind {@link MailboxListener}. */
@Activation(messageListeners = MailboxListener.class)
public final class MailboxActivationSpec extends ListenersSpec {

    private static final long serialVersionUID = 1L;

    /** Octets of an appended message at the most; 50 MiB when empty. */
    private String maxSize = "";
    /** Seconds between an account's logins by POP3; none when empty or 0. */
    private String loginDelay = "";

    @Override
    Set<String> services() {
        return Set.of("imap", "pop3");
    }

    @Override
    List<Object> ownProperties() {
        return List.of(maxSize, loginDelay);
    }

    @Override
    public void validate() throws InvalidPropertyException {
        super.validate();
        appendLimit();
        popDelay();
    }

    Duration popDelay() throws InvalidPropertyException {
        return Duration.ofSeconds(number("loginDelay", loginDelay, 0, 0, 86_400));
    }

    public String getLoginDelay() {
        return loginDelay;
    }

    public void setLoginDelay(String loginDelay) {
        this.loginDelay = loginDelay;
    }

    long appendLimit() throws InvalidPropertyException {
        return number("maxSize", maxSize, 50 << 20, 65_536, Integer.MAX_VALUE);
    }

    public String getMaxSize() {
        return maxSize;
    }

    public void setMaxSize(String maxSize) {
        this.maxSize = maxSize;
    }
}
