package org.mercurymail.it.shop;

import jakarta.ejb.EJB;
import jakarta.jms.JMSException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;

/** {@code POST ?number=1&ending=commit} places an order; {@code GET} says which are held up. */
@WebServlet("/orders")
public class Counter extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @EJB
    private transient Orders orders;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print(Orders.HELD_UP);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            orders.place(Integer.parseInt(request.getParameter("number")), request.getParameter("ending"));
            response.getWriter().print("placed");
        } catch (SQLException | JMSException | InterruptedException | RuntimeException e) {
            response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR, e.toString());
        }
    }
}
