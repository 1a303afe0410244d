using Shouldly;

using Trestle.Core.Errors;
using Trestle.Stages.Kernel.Access;
using Trestle.Storage.Records;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Access;

public sealed class AccessSessionsTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly StillClock clock = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_session_is_open_until_it_is_ended_and_both_are_noted()
    {
        var (sessions, records) = await OpenAsync();
        var anna = await sessions.OpenAsync("anna", Role.Editor, "anna", "with the key", Cancellation);
        (await sessions.FindAsync(anna.Id, Cancellation)).ShouldBe(anna);
        (await sessions.ListAsync(Cancellation)).ShouldBe([anna]);

        await sessions.EndAsync(anna.Id, "ben", Cancellation);
        (await sessions.FindAsync(anna.Id, Cancellation)).ShouldBeNull();
        (await sessions.TryEndAsync(anna.Id, "ben", "again", Cancellation)).ShouldBeFalse();
        (await Should.ThrowAsync<TrestleException>(() => sessions.EndAsync(anna.Id, "ben", Cancellation)))
            .Problems[0].Code.ShouldBe("TR0126");
        (await records.Audit.LastAsync(2, anna.Id, Cancellation)).Select(entry => (entry.Note.Who, entry.Note.Action, entry.Note.Reason))
            .ShouldBe([("ben", "session.end", "ended by ben"), ("anna", "session.open", "with the key")]);
    }

    [Fact]
    public async Task A_session_ends_when_it_is_not_used()
    {
        var (sessions, _) = await OpenAsync();
        var used = await sessions.OpenAsync("anna", Role.Viewer, null, "", Cancellation);
        var unused = await sessions.OpenAsync("ben", Role.Viewer, null, "", Cancellation);
        clock.Advance(AccessSession.LongestPause - TimeSpan.FromMinutes(1));
        (await sessions.UseAsync(used.Id, Cancellation)).ShouldNotBeNull();
        clock.Advance(TimeSpan.FromMinutes(1));
        (await sessions.FindAsync(used.Id, Cancellation)).ShouldNotBeNull();
        (await sessions.UseAsync(unused.Id, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task A_session_ends_after_a_week_even_if_it_is_in_use_and_its_record_goes()
    {
        var (sessions, records) = await OpenAsync();
        var session = await sessions.OpenAsync("anna", Role.Viewer, null, "", Cancellation);
        var end = clock.GetUtcNow() + AccessSession.Longest;
        while (clock.GetUtcNow() < end)
        {
            (await sessions.UseAsync(session.Id, Cancellation)).ShouldNotBeNull();
            clock.Advance(TimeSpan.FromHours(6));
        }

        (await sessions.UseAsync(session.Id, Cancellation)).ShouldBeNull();
        (await sessions.ListAsync(Cancellation)).ShouldBeEmpty();
        var next = await sessions.OpenAsync("anna", Role.Viewer, null, "", Cancellation);
        (await records.Documents.ListAsync("session", Cancellation)).Select(document => document.Name).ShouldBe([next.Id]);
    }

    [Fact]
    public async Task A_revoked_key_or_a_new_role_ends_the_sessions_of_that_key_only()
    {
        var (sessions, records) = await OpenAsync();
        var keys = new AccessKeys(records, clock);
        foreach (var name in new[] { "anna", "ben", "carl" })
        {
            await keys.CreateAsync(name, Role.Admin, "test", Cancellation);
            await sessions.OpenAsync(name, Role.Admin, name, "", Cancellation);
            await sessions.OpenAsync(name, Role.Admin, name, "", Cancellation);
        }

        await keys.RevokeAsync("anna", "test", Cancellation);
        (await keys.ChangeRoleAsync("ben", Role.Viewer, "test", Cancellation)).Role.ShouldBe(Role.Viewer);
        (await sessions.ListAsync(Cancellation)).Select(session => session.Who).ShouldBe(["carl", "carl"]);
        (await Should.ThrowAsync<TrestleException>(() => keys.ChangeRoleAsync("anna", Role.Viewer, "test", Cancellation)))
            .Problems[0].Code.ShouldBe("TR0122");
    }

    private async Task<(AccessSessions Sessions, RecordStore Records)> OpenAsync()
    {
        var records = await RecordStore.OpenAsync(folder.At("records.db"), clock, Cancellation);
        return (new AccessSessions(records, clock), records);
    }
}
