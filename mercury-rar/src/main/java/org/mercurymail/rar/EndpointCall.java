package org.mercurymail.rar;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * One endpoint, seen as its listener interface. Each call of a method is one delivery: {@code beforeDelivery}, the
 * method, {@code afterDelivery}, always paired (Connectors 2.1 §13.5.6); when the container cannot end the delivery
 * the caller gets an exception instead of the answer, so that nobody says 250 to what was rolled back. For one thread
 * at a time.
 *
 * @param <D> the listener interface
 */
final class EndpointCall<D> implements InvocationHandler, AutoCloseable {

    private final MessageEndpoint endpoint;
    private final D door;

    /** @throws UnavailableException while the application is not there, or no longer */
    EndpointCall(MessageEndpointFactory factory, Class<D> type) throws UnavailableException {
        endpoint = factory.createEndpoint(null); // no XA: the adapter has nothing to commit
        door = type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, this));
    }

    D door() {
        return door;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "door to " + endpoint;
            };
        }
        begin(method);
        Object answer;
        try {
            answer = method.invoke(endpoint, arguments);
        } catch (InvocationTargetException e) {
            throw endAfter(e.getCause());
        }
        end();
        return answer;
    }

    private void begin(Method method) {
        try {
            endpoint.beforeDelivery(method);
        } catch (NoSuchMethodException | ResourceException e) {
            throw new IllegalStateException("the container did not begin the delivery", e);
        }
    }

    private void end() {
        try {
            endpoint.afterDelivery();
        } catch (ResourceException e) {
            throw new IllegalStateException("the container did not end the delivery", e);
        }
    }

    private Throwable endAfter(Throwable failure) {
        try {
            endpoint.afterDelivery();
        } catch (ResourceException | RuntimeException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    @Override
    public void close() {
        endpoint.release();
    }
}
