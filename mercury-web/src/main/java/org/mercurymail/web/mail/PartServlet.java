package org.mercurymail.web.mail;

import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.mercurymail.accounts.Missing;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.mailbox.MailboxService;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.web.login.Visitor;

/**
 * What of a message is no page of ours: its HTML, for the frame of the reading page, and its attachments, streamed from
 * the store. Both leave under a policy that lets them run and load nothing; an attachment is never shown in place.
 */
public class PartServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    static final String HTML_POLICY = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
            + "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
    private static final String FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'";

    @Inject
    private transient MailboxService mailboxes;
    @Inject
    private transient Visitor visitor;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        try {
            OpenMessage message = OpenMessage.of(mailboxes, visitor.getAccount(), parameter(request, "box"),
                    parameter(request, "uid")).orElseThrow(() -> new Missing(Refusal.NO_MESSAGE, parameter(request, "uid")));
            String path = parameter(request, "part");
            if (path.isEmpty()) {
                html(message, response);
            } else {
                file(message, message.part(path).orElseThrow(() -> new Missing(Refusal.NO_PART)), response);
            }
        } catch (MailboxRefused e) {
            throw new ServletException(e);
        }
    }

    private static void html(OpenMessage message, HttpServletResponse response) throws IOException {
        String page = new SafeHtml(message).page().orElseThrow(() -> new Missing(Refusal.NO_PART));
        response.setContentType("text/html; charset=UTF-8");
        response.setHeader("Content-Security-Policy", HTML_POLICY);
        response.setHeader("X-DNS-Prefetch-Control", "off");
        response.getOutputStream().write(page.getBytes(StandardCharsets.UTF_8));
    }

    private static void file(OpenMessage message, OpenMessage.Named part, HttpServletResponse response)
            throws IOException {
        response.setContentType("application/octet-stream");
        response.setHeader("Content-Security-Policy", FILE_POLICY);
        response.setHeader("Content-Disposition", FileNames.disposition(FileNames.of(part.part())));
        try (InputStream in = message.open(part.part())) {
            in.transferTo(response.getOutputStream());
        }
    }

    private static String parameter(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getParameter(name)).orElse("");
    }
}
