package org.mercurymail.rar;

import jakarta.resource.spi.Activation;
import jakarta.resource.spi.InvalidPropertyException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.mercurymail.net.TrustedProxies;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.port.SmtpListener;

/** How SMTP, submission and LMTP are served to the message-driven bean behind {@link SmtpListener}. */
@Activation(messageListeners = SmtpListener.class)
public final class SmtpActivationSpec extends ListenersSpec {

    private static final long serialVersionUID = 1L;

    /** Octets of a message at the most; 50 MiB when empty. */
    private String maxSize = "";
    /** Recipients of one transaction at the most; 1000 when empty. */
    private String maxRecipients = "";
    /** For how many days FUTURERELEASE may hold a message; 31 when empty, 0: not offered. */
    private String holdDays = "";
    /** NETWORK@PORT, parted by commas: who may say with XCLIENT whom it speaks for; nobody when empty. */
    private String xclients = "";

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
        return List.of(maxSize, maxRecipients, holdDays, xclients);
    }

    @Override
    public void validate() throws InvalidPropertyException {
        super.validate();
        sizeLimit();
        recipientLimit();
        longestHold();
        forwarding();
    }

    TrustedProxies forwarding() throws InvalidPropertyException {
        return proxies("xclients", xclients);
    }

    public String getXclients() {
        return xclients;
    }

    public void setXclients(String xclients) {
        this.xclients = xclients;
    }

    /** RFC 5321 §4.5.3.1.7 asks for 65536 octets at least. */
    long sizeLimit() throws InvalidPropertyException {
        return number("maxSize", maxSize, 50 << 20, 65_536, Integer.MAX_VALUE);
    }

    /** RFC 5321 §4.5.3.1.8 asks for 100 at least. */
    int recipientLimit() throws InvalidPropertyException {
        return (int) number("maxRecipients", maxRecipients, 1_000, 100, 1_000_000);
    }

    Duration longestHold() throws InvalidPropertyException {
        return Duration.ofDays(number("holdDays", holdDays, 31, 0, 366));
    }

    public String getHoldDays() {
        return holdDays;
    }

    public void setHoldDays(String holdDays) {
        this.holdDays = holdDays;
    }

    public String getMaxSize() {
        return maxSize;
    }

    public void setMaxSize(String maxSize) {
        this.maxSize = maxSize;
    }

    public String getMaxRecipients() {
        return maxRecipients;
    }

    public void setMaxRecipients(String maxRecipients) {
        this.maxRecipients = maxRecipients;
    }
}
