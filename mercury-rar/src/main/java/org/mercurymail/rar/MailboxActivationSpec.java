package org.mercurymail.rar;

import jakarta.resource.spi.Activation;
import jakarta.resource.spi.ConfigProperty;
import jakarta.resource.spi.InvalidPropertyException;
import java.util.List;
import java.util.Set;
import org.mercurymail.port.MailboxListener;

/** How POP3 and IMAP are served to the message-driven bean behind {@link MailboxListener}. */
@Activation(messageListeners = MailboxListener.class)
public final class MailboxActivationSpec extends ListenersSpec {

    private static final long serialVersionUID = 1L;

    @ConfigProperty(description = "octets of an appended message at the most")
    private Long maxSize = 52_428_800L;

    @Override
    Set<String> services() {
        return Set.of("imap", "pop3");
    }

    @Override
    List<Object> ownProperties() {
        return List.of(maxSize);
    }

    @Override
    public void validate() throws InvalidPropertyException {
        super.validate();
        check("maxSize", maxSize >= 65_536, "must be 65536 at least");
    }

    public Long getMaxSize() {
        return maxSize;
    }

    public void setMaxSize(Long maxSize) {
        this.maxSize = maxSize;
    }
}
