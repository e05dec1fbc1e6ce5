package org.mercurymail.rar;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.XATerminator;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.ExecutionContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkListener;
import jakarta.resource.spi.work.WorkManager;
import jakarta.resource.spi.work.WorkRejectedException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Timer;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAResource;

/**
 * As much of a container as the adapter meets: work threads, and endpoints in front of one bean that insist on the
 * order of the connector specification and write down what they were told.
 */
final class FakeContainer implements BootstrapContext, WorkManager, AutoCloseable {

    final ExecutorService threads = Executors.newCachedThreadPool();
    final AtomicInteger works = new AtomicInteger();
    volatile boolean rejectsWork;

    /** The endpoints of one bean. */
    static final class Endpoints implements MessageEndpointFactory {

        final Object bean;
        final List<String> log = new CopyOnWriteArrayList<>();
        final AtomicInteger created = new AtomicInteger();
        final AtomicInteger open = new AtomicInteger();
        final AtomicInteger unavailable = new AtomicInteger();
        volatile int most = 1000;
        volatile boolean transacted;
        volatile boolean failsBefore;
        volatile boolean failsAfter;

        Endpoints(Object bean) {
            this.bean = bean;
        }

        @Override
        public MessageEndpoint createEndpoint(XAResource resource) throws UnavailableException {
            if (unavailable.getAndUpdate(n -> Math.max(0, n - 1)) > 0 || open.get() >= most) {
                throw new UnavailableException("not now");
            }
            created.incrementAndGet();
            open.incrementAndGet();
            Endpoint endpoint = new Endpoint();
            Class<?> type = bean.getClass().getInterfaces()[0];
            return (MessageEndpoint) Proxy.newProxyInstance(type.getClassLoader(),
                    new Class<?>[] {MessageEndpoint.class, type}, (proxy, method, args) -> endpoint.on(method, args));
        }

        /** Keeps the rules of one endpoint. */
        private final class Endpoint {

            private Method begun;
            private boolean released;

            private synchronized Object on(Method method, Object[] args) throws Throwable {
                if (method.getDeclaringClass() == MessageEndpoint.class) {
                    return life(method.getName(), args);
                }
                log.add(method.getName());
                if (begun == null || !begun.equals(method)) {
                    throw new IllegalStateException("delivery of " + method + " began as " + begun);
                }
                try {
                    return method.invoke(bean, args);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            }

            private Object life(String name, Object[] args) throws ResourceException {
                log.add(name);
                if (released) {
                    throw new IllegalStateException("released");
                }
                if (name.equals("beforeDelivery")) {
                    if (begun != null || failsBefore) {
                        throw new ResourceException("cannot begin");
                    }
                    begun = (Method) args[0];
                } else if (name.equals("afterDelivery")) {
                    if (begun == null) {
                        throw new IllegalStateException("nothing began");
                    }
                    begun = null;
                    if (failsAfter) {
                        throw new ResourceException("cannot commit");
                    }
                } else {
                    released = true;
                    open.decrementAndGet();
                }
                return null;
            }
        }

        @Override
        public MessageEndpoint createEndpoint(XAResource resource, long timeout) throws UnavailableException {
            return createEndpoint(resource);
        }

        @Override
        public boolean isDeliveryTransacted(Method method) {
            return transacted;
        }

        @Override
        public String getActivationName() {
            return "bean";
        }

        @Override
        public Class<?> getEndpointClass() {
            return bean.getClass();
        }
    }

    @Override
    public WorkManager getWorkManager() {
        return this;
    }

    @Override
    public XATerminator getXATerminator() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Timer createTimer() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isContextSupported(Class<? extends WorkContext> type) {
        return false;
    }

    @Override
    public TransactionSynchronizationRegistry getTransactionSynchronizationRegistry() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void scheduleWork(Work work) throws WorkException {
        if (rejectsWork) {
            throw new WorkRejectedException("no thread");
        }
        works.incrementAndGet();
        threads.execute(work);
    }

    @Override
    public void scheduleWork(Work work, long timeout, ExecutionContext context, WorkListener listener)
            throws WorkException {
        scheduleWork(work);
    }

    @Override
    public void doWork(Work work) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void doWork(Work work, long timeout, ExecutionContext context, WorkListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long startWork(Work work) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long startWork(Work work, long timeout, ExecutionContext context, WorkListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
