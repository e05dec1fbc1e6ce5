package org.mercurymail.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.Device;
import org.mercurymail.accounts.DeviceService;
import org.mercurymail.accounts.NewDevice;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Network;

/** Logins of machines and programs that only send. */
@Path("devices")
@RequestScoped
@AllowedTo(AllowedTo.EVERY_ACCOUNT)
@Produces(MediaType.APPLICATION_JSON)
public class DevicesResource {

    private DeviceService devices;

    /** For the container's proxy. */
    protected DevicesResource() { }

    @Inject
    public DevicesResource(DeviceService devices) {
        this.devices = devices;
    }

    /**
     * A login to be made.
     *
     * @param senders  what it may put into MAIL FROM
     * @param networks where it may log in from, in CIDR notation; none for anywhere
     */
    record Wanted(String address, Optional<String> displayName, List<String> senders,
            Optional<List<String>> networks) { }

    record Change(Optional<String> displayName, Optional<List<String>> senders, Optional<List<String>> networks,
            Optional<Boolean> active) { }

    /** A device as it is. */
    public record Shown(long id, String address, String displayName, boolean active, List<String> senders,
            List<String> networks) {

        static Shown of(Device device) {
            return new Shown(device.id(), device.address().toString(), device.displayName(), device.active(),
                    device.senders().stream().map(Address::toString).sorted().toList(),
                    device.networks().stream().map(Network::toString).toList());
        }
    }

    /** With its secret, shown this once. */
    public record Made(Shown device, String password) { }

    @GET
    @Operation(summary = "The devices, in the order they were made")
    public Page<Shown> page(@Context SecurityContext security, @BeanParam Paging paging) {
        return Page.of(devices.page(Caller.actor(security), paging.afterNumber(), paging.rows()), paging, Shown::of,
                device -> Long.toString(device.id()));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Makes a device's login; the answer alone shows its password")
    public Response add(@Context SecurityContext security, Wanted wanted) {
        Device.Made made = devices.add(Caller.actor(security), new NewDevice(wanted.address(),
                wanted.displayName().orElse(""), wanted.senders(), wanted.networks().orElse(List.of())));
        return Answers.created(new Made(Shown.of(made.device()), made.secret()), "devices",
                Long.toString(made.device().id()));
    }

    @GET
    @Path("{id}")
    @Operation(summary = "One device")
    public Shown device(@Context SecurityContext security, @PathParam("id") String id) {
        return Shown.of(devices.device(Caller.actor(security), Answers.number(Refusal.NO_DEVICE, id)));
    }

    @PATCH
    @Path("{id}")
    @Consumes({JsonWishes.MERGE_PATCH, MediaType.APPLICATION_JSON})
    @Operation(summary = "Changes a device")
    public Shown change(@Context SecurityContext security, @PathParam("id") String id, Change change) {
        Actor actor = Caller.actor(security);
        Shown before = Shown.of(devices.device(actor, Answers.number(Refusal.NO_DEVICE, id)));
        if (change.displayName().isPresent() || change.senders().isPresent() || change.networks().isPresent()) {
            devices.change(actor, before.id(), new NewDevice(before.address(),
                    change.displayName().orElse(before.displayName()), change.senders().orElse(before.senders()),
                    change.networks().orElse(before.networks())));
        }
        change.active().ifPresent(active -> devices.setActive(actor, before.id(), active));
        return Shown.of(devices.device(actor, before.id()));
    }

    @POST
    @Path("{id}/password")
    @Operation(summary = "A new password for a device; the answer alone shows it, the old one is worth nothing")
    public Made renew(@Context SecurityContext security, @PathParam("id") String id) {
        Device.Made made = devices.renewSecret(Caller.actor(security), Answers.number(Refusal.NO_DEVICE, id));
        return new Made(Shown.of(made.device()), made.secret());
    }

    @DELETE
    @Path("{id}")
    @Operation(summary = "Takes a device away")
    public void remove(@Context SecurityContext security, @PathParam("id") String id) {
        devices.delete(Caller.actor(security), Answers.number(Refusal.NO_DEVICE, id));
    }
}
