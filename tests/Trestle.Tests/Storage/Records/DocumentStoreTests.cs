using Shouldly;

using Trestle.Storage.Records;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Storage.Records;

public sealed class DocumentStoreTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_has_not_seen_the_last_revision_does_not_overwrite_it()
    {
        var documents = (await Open()).Documents;
        (await documents.PutAsync("deployment", "churn", "{\"a\":1}", 0, null, Cancellation)).ShouldBeTrue();
        (await documents.PutAsync("deployment", "churn", "{\"a\":2}", 0, null, Cancellation)).ShouldBeFalse();
        (await documents.PutAsync("deployment", "churn", "{\"a\":3}", 1, null, Cancellation)).ShouldBeTrue();
        (await documents.PutAsync("deployment", "churn", "{\"a\":4}", 1, null, Cancellation)).ShouldBeFalse();
        var found = (await documents.FindAsync("deployment", "churn", Cancellation))!;
        (found.Revision, found.Json).ShouldBe((2, "{\"a\":3}"));
        (await documents.ListAsync("alert", Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_many_who_claim_a_name_at_once_one_gets_it()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Open()));
        var won = await Task.WhenAll(stores.Select(store => Task.Run(() => store.Documents.ClaimAsync("nightly 2026-01-01", Cancellation))));
        won.Count(first => first).ShouldBe(1);
    }

    [Fact]
    public async Task A_document_and_its_note_are_written_together_or_not_at_all()
    {
        var records = await Open();
        var note = new AuditNote("ann", "deploy", "churn/1", "first");
        await records.Documents.PutAsync("deployment", "churn", "{}", 0, note, Cancellation);
        await records.Documents.PutAsync("deployment", "churn", "{}", 0, note with { Reason = "lost the race" }, Cancellation);
        (await records.Audit.LastAsync(10, null, Cancellation)).Select(entry => (entry.Number, entry.Note)).ShouldBe([(1, note)]);
    }

    [Fact]
    public async Task Entries_of_the_audit_log_that_are_written_at_once_form_one_chain()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Open()));
        await Task.WhenAll(stores.SelectMany((store, who) => Enumerable.Range(0, 5).Select(i => Task.Run(() =>
            store.Audit.AppendAsync(new AuditNote($"{who}", "act", $"{i}", "because"), Cancellation)))));
        var entries = await stores[0].Audit.LastAsync(100, null, Cancellation);
        entries.Select(entry => entry.Number).ShouldBe(Enumerable.Range(1, 20).Reverse().Select(i => (long)i));
        entries.Select(entry => entry.Hash).Distinct().Count().ShouldBe(20);
    }

    public void Dispose() => folder.Dispose();

    private Task<RecordStore> Open() => RecordStore.OpenAsync(folder.At("records.db"), TimeProvider.System, Cancellation);
}
