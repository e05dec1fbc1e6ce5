package org.mercurymail.rar;

import jakarta.resource.spi.Activation;
import jakarta.resource.spi.ConfigProperty;
import jakarta.resource.spi.InvalidPropertyException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.port.SmtpListener;

/** How SMTP, submission and LMTP are served to the message-driven bean behind {@link SmtpListener}. */
@Activation(messageListeners = SmtpListener.class)
public final class SmtpActivationSpec extends ListenersSpec {

    private static final long serialVersionUID = 1L;

    @ConfigProperty(description = "octets of a message at the most")
    private Long maxSize = 52_428_800L;
    @ConfigProperty(description = "recipients of one transaction at the most")
    private Integer maxRecipients = 1_000;

    @Override
    Set<String> services() {
        Set<String> names = new TreeSet<>();
        for (SmtpClient.Service service : SmtpClient.Service.values()) {
            names.add(service.name().toLowerCase(Locale.ROOT));
        }
        return names;
    }

    @Override
    List<Object> ownProperties() {
        return List.of(maxSize, maxRecipients);
    }

    @Override
    public void validate() throws InvalidPropertyException {
        super.validate();
        check("maxSize", maxSize >= 65_536, "RFC 5321 §4.5.3.1.7 asks for 65536 octets at least");
        check("maxRecipients", maxRecipients >= 100, "RFC 5321 §4.5.3.1.8 asks for 100 at least");
    }

    public Long getMaxSize() {
        return maxSize;
    }

    public void setMaxSize(Long maxSize) {
        this.maxSize = maxSize;
    }

    public Integer getMaxRecipients() {
        return maxRecipients;
    }

    public void setMaxRecipients(Integer maxRecipients) {
        this.maxRecipients = maxRecipients;
    }
}
