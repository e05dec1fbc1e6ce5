package org.mercurymail.it.shop;

import jakarta.annotation.Resource;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.resource.ConnectionFactoryDefinition;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;

/** Takes orders: a row and a mail each, or neither. */
@ConnectionFactoryDefinition(name = "java:app/jms/maildrop", interfaceName = "jakarta.jms.ConnectionFactory",
        resourceAdapter = "broker", transactionSupport = TransactionSupportLevel.XATransaction)
@DataSourceDefinition(name = "java:app/jdbc/orders", className = "org.mercurymail.it.shop.ShopDatabase")
@Stateless
public class Orders {

    /** Those that were written and sent, and whose transaction was not yet at its end. */
    static final Set<Integer> HELD_UP = ConcurrentHashMap.newKeySet();

    @Resource(lookup = "java:app/jms/maildrop")
    private ConnectionFactory factory;
    @Resource(lookup = "java:app/jdbc/orders")
    private DataSource database;
    @Resource
    private SessionContext transaction;

    /** In a transaction of the container's. */
    public void place(int number, String ending) throws SQLException, JMSException, InterruptedException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO orders VALUES (?)")) {
            insert.setInt(1, number);
            insert.executeUpdate();
        }
        try (JMSContext jms = factory.createContext()) {
            MapMessage mail = jms.createMapMessage();
            mail.setString("from", "u1@mercury.test");
            mail.setString("to", "u2@mercury.test");
            mail.setString("subject", "order-" + number);
            mail.setString("text", "Thank you.");
            jms.createProducer().setProperty("mercury_key", "order-" + number)
                    .send(jms.createQueue("mercury.maildrop"), mail);
        }
        switch (ending) {
            case "rollback" -> transaction.setRollbackOnly();
            case "fail" -> throw new IllegalStateException("a fault of the shop's");
            case "hold" -> {
                HELD_UP.add(number);
                new CountDownLatch(1).await();
            }
            default -> { }
        }
    }
}
