package org.mercurymail.web;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.mercurymail.acme.Challenges;

/** Tells an ACME authority that a name is ours: {@code /.well-known/acme-challenge/TOKEN} (RFC 8555 §8.3). */
public class ChallengeAnswers extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient Challenges challenges;

    @Override
    public void init() {
        challenges.answering();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<String> answer = Optional.ofNullable(request.getPathInfo()).map(path -> path.substring(1))
                .flatMap(challenges::answer);
        if (answer.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        byte[] octets = answer.get().getBytes(StandardCharsets.US_ASCII);
        response.setContentType("application/octet-stream");
        response.setContentLength(octets.length);
        response.getOutputStream().write(octets);
    }
}
