using Shouldly;

using Trestle.Core.Errors;
using Trestle.Stages.Kernel.Access;
using Trestle.Storage.Records;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Access;

public sealed class AccessKeysTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_key_opens_with_its_token_and_with_no_other()
    {
        var (keys, records) = await OpenAsync();
        var issued = await keys.CreateAsync("ci-bot", Role.Editor, "anna", Cancellation);
        issued.Token.ShouldStartWith("trestle_ci-bot_");
        issued.Token.Length.ShouldBe("trestle_ci-bot_".Length + 43);

        var found = await keys.VerifyAsync(issued.Token, Cancellation);
        found.ShouldBe(issued.Key);
        found!.Role.ShouldBe(Role.Editor);
        var last = issued.Token[^1] == 'A' ? 'B' : 'A';
        foreach (
            var wrong in new[]
            {
                issued.Token[..^1] + last, issued.Token + "x", issued.Token[..^1], issued.Token.Replace("ci-bot", "ci-bat"),
                "trestle_ci-bot_", "trestle_ci-bot", "", "_", "__", "trestle__x", new string('a', 100_000),
            })
        {
            (await keys.VerifyAsync(wrong, Cancellation)).ShouldBeNull(wrong[..Math.Min(60, wrong.Length)]);
        }

        var stored = (await records.Documents.FindAsync("key", "ci-bot", Cancellation))!.Json;
        stored.ShouldNotContain(issued.Token.Split('_', 3)[2]);
        var note = (await records.Audit.LastAsync(1, null, Cancellation)).Single().Note;
        (note.Who, note.Action, note.Subject, note.Reason).ShouldBe(("anna", "key.create", "ci-bot", "as editor"));
    }

    [Fact]
    public async Task A_revoked_key_opens_nothing_and_its_name_is_never_given_again()
    {
        var (keys, records) = await OpenAsync();
        var issued = await keys.CreateAsync("ci", Role.Admin, "anna", Cancellation);
        (await keys.RevokeAsync("ci", "ben", Cancellation)).IsValid.ShouldBeFalse();
        (await keys.VerifyAsync(issued.Token, Cancellation)).ShouldBeNull();
        (await Should.ThrowAsync<TrestleException>(() => keys.RevokeAsync("ci", "ben", Cancellation))).Problems[0].Code.ShouldBe("TR0122");
        (
            await Should.ThrowAsync<TrestleException>(
                () => keys.CreateAsync("ci", Role.Viewer, "ben", Cancellation))).Problems[0].Code.ShouldBe("TR0121");
        (await records.Audit.LastAsync(1, null, Cancellation)).Single().Note.Action.ShouldBe("key.revoke");
        (await keys.ListAsync(Cancellation)).Single().Name.ShouldBe("ci");
    }

    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("Anna")]
    [InlineData("a_b")]
    [InlineData("a/../b")]
    [InlineData("a\u0000b")]
    [InlineData("ü")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_name_that_is_none_is_refused(string name)
    {
        var (keys, _) = await OpenAsync();
        (
            await Should.ThrowAsync<TrestleException>(
                () => keys.CreateAsync(name, Role.Viewer, "anna", Cancellation))).Problems[0].Code.ShouldBe("TR0120");
        (await keys.ListAsync(Cancellation)).ShouldBeEmpty();
    }

    private async Task<(AccessKeys Keys, RecordStore Records)> OpenAsync()
    {
        var records = await RecordStore.OpenAsync(folder.At("records.db"), TimeProvider.System, Cancellation);
        return (new AccessKeys(records, TimeProvider.System), records);
    }
}
