using System.Data.Common;
using System.Text;

using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Storage.Records;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Storage.Records;

/// <summary>What every database that keeps the records must do.</summary>
public abstract class RecordContract : IDisposable
{
    private readonly TempFolder beside = new();

    private string Checkpoint => beside.At("audit-head");

    public virtual void Dispose()
    {
        beside.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static NewRun Run { get; } = new(
        "churn", "target: y", 7, "1.0", "two cores", "trestle run", 42, 638_000_000_000_000_000, null);

    private static readonly ContentHash A = ContentHash.Of("a"u8);
    private static readonly ContentHash B = ContentHash.Of("b"u8);

    private readonly StillClock clock = new();

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected TimeProvider Time => clock;

    /// <summary>Opens the test's database as another process would.</summary>
    protected abstract Task<RecordStore> Open(string? checkpoint = null);

    /// <summary>Runs a statement past the store.</summary>
    protected abstract Task ExecuteAsync(string sql);

    /// <summary>Takes away what keeps the audit log from being changed.</summary>
    protected abstract Task DropTriggersAsync();

    [Fact]
    public async Task A_run_is_kept_with_all_that_was_said_of_it()
    {
        var records = await Open();
        var first = await records.StartRunAsync(Run, Cancellation);
        clock.Now += TimeSpan.FromSeconds(5);
        await records.EndRunAsync(first, RunStatus.Refused, Cancellation);
        var second = await records.StartRunAsync(Run with { Resumes = first }, Cancellation);

        records = await Open();
        (await records.RunAsync(first, Cancellation))
            .ShouldBe(new RunRecord(first, Run, RunStatus.Refused, StillClock.Start, StillClock.Start.AddSeconds(5)));
        (await records.RunsAsync(10, Cancellation)).Select(run => (run.Id, run.Status, run.Run.Resumes))
            .ShouldBe([(second, RunStatus.Running, first), (first, RunStatus.Refused, null)]);
        (await records.RunsAsync(1, Cancellation)).Select(run => run.Id).ShouldBe([second]);
        (await records.RunAsync(99, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task A_finished_unit_is_found_again_by_its_key()
    {
        var records = await Open();
        var run = await records.StartRunAsync(Run, Cancellation);
        var failed = await AddUnit(records, run, "key");
        await records.EndUnitAsync(failed, UnitStatus.Failed, [new UnitArtifact("half", A, 1)], 10, "it broke", Cancellation);
        (await records.FindArtifactsAsync("key", Cancellation)).ShouldBeEmpty();

        var finished = await AddUnit(records, run, "key");
        await records.EndUnitAsync(
            finished, UnitStatus.Finished, [new UnitArtifact("RawTable", A, 5), new UnitArtifact("Report", B, 6)], 20, null, Cancellation);
        var reused = await records.AddUnitAsync(run, 1, "ingest", "all", "key", "nothing changed", UnitStatus.Reused, Cancellation);

        (await records.FindArtifactsAsync("key", Cancellation))
            .ShouldBe([new UnitArtifact("RawTable", A, 5), new UnitArtifact("Report", B, 6)]);
        (await records.FindArtifactsAsync("KEY", Cancellation)).ShouldBeEmpty();
        (await records.LastKeyAsync("ingest", "all", Cancellation)).ShouldBe("key");
        (await records.LastKeyAsync("ingest", "1", Cancellation)).ShouldBeNull();
        var units = await records.UnitsAsync(run, Cancellation);
        units.Select(unit => (unit.Id, unit.Status, unit.PeakMemory, unit.Error)).ShouldBe(
            [(
                failed, UnitStatus.Failed, 10,
                "it broke"), (finished, UnitStatus.Finished, 20, null), (reused, UnitStatus.Reused, null, null)]);
        (await records.ArtifactsAsync(units[2], Cancellation)).Select(artifact => artifact.Name).ShouldBe(["RawTable", "Report"]);
        (await records.ArtifactsAsync(units[0], Cancellation)).Select(artifact => artifact.Name).ShouldBe(["half"]);
    }

    [Fact]
    public async Task An_interrupted_run_interrupts_its_units()
    {
        var records = await Open();
        var run = await records.StartRunAsync(Run, Cancellation);
        var done = await AddUnit(records, run, "a");
        await records.EndUnitAsync(done, UnitStatus.Finished, [], 1, null, Cancellation);
        await AddUnit(records, run, "b");
        await records.EndRunAsync(run, RunStatus.Interrupted, Cancellation);

        (await records.UnitsAsync(run, Cancellation)).Select(unit => unit.Status).ShouldBe([UnitStatus.Finished, UnitStatus.Interrupted]);
        (await records.RunAsync(run, Cancellation))!.Status.ShouldBe(RunStatus.Interrupted);
    }

    [Fact]
    public async Task A_package_has_one_version_of_its_model()
    {
        var records = await Open();
        var run = await records.StartRunAsync(Run, Cancellation);

        (await records.RegisterVersionAsync("churn", A, run, Cancellation)).Version.ShouldBe(1);
        (await records.RegisterVersionAsync("churn", B, run, Cancellation))
            .ShouldBe(new ModelVersion("churn", 2, B, run, StillClock.Start));
        clock.Now += TimeSpan.FromDays(1);
        (await records.RegisterVersionAsync("churn", A, run, Cancellation))
            .ShouldBe(new ModelVersion("churn", 1, A, run, StillClock.Start));
        (await records.RegisterVersionAsync("fraud", A, run, Cancellation)).Version.ShouldBe(1);
        (await records.VersionsAsync("churn", Cancellation)).Select(version => version.Version).ShouldBe([2, 1]);
        (await records.VersionsAsync("none", Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Numbers_go_on_above_those_that_are_known_from_elsewhere()
    {
        var records = await Open();
        (await records.RegisterVersionAsync("churn", A, 1, Cancellation, above: 4)).Version.ShouldBe(5);
        (await records.RegisterVersionAsync("churn", B, 1, Cancellation, above: 4, kept: 2)).Version.ShouldBe(2);
        (await records.RegisterVersionAsync("churn", ContentHash.Of("c"u8), 1, Cancellation, kept: 2)).Version.ShouldBe(6);
    }

    [Fact]
    public async Task A_lost_version_comes_back_with_its_run_and_what_that_wrote()
    {
        var records = await Open();
        await records.StartRunAsync(Run, Cancellation);
        var written = new UnitArtifact("scorecard", B, 5);
        var note = new AuditNote("ann", "registry.recover", "churn/3", "the disk failed");
        var restored = await RestoreAsync(records, 3, A);
        restored.ShouldBe(new ModelVersion("churn", 3, A, 2, StillClock.Start));
        (await records.VersionsAsync("churn", Cancellation)).ShouldBe([restored!]);
        (await records.RunAsync(2, Cancellation))!.ShouldBe(new RunRecord(2, Run, RunStatus.Finished, StillClock.Start, StillClock.Start));
        var unit = (await records.UnitsAsync(2, Cancellation)).ShouldHaveSingleItem();
        (unit.StageNumber, unit.Stage, unit.Shard, unit.Status, unit.Reason)
            .ShouldBe((12, "evaluate", "all", UnitStatus.Finished, note.Reason));
        (await records.ArtifactsAsync(unit, Cancellation)).ShouldBe([written]);
        (await records.Audit.LastAsync(1, "churn/3", Cancellation)).ShouldHaveSingleItem().Note.ShouldBe(note);

        (await RestoreAsync(records, 3, B)).ShouldBeNull();
        (await RestoreAsync(records, 4, A)).ShouldBeNull();
        (await records.RunsAsync(10, Cancellation)).Count.ShouldBe(2);

        Task<ModelVersion?> RestoreAsync(RecordStore store, int version, ContentHash package) => store.Restoration.RestoreAsync(
            "churn", version, package, Run, [new RestoredUnit(12, "evaluate", "all", [written])], note, Cancellation);
    }

    [Fact]
    public async Task An_alias_moves_and_every_move_is_kept()
    {
        var records = await Open();
        await records.SetAliasAsync("churn", "champion", 1, "ann", "first", Cancellation);
        clock.Now += TimeSpan.FromHours(1);
        await records.SetAliasAsync("churn", "champion", 2, "bob", "better", Cancellation);
        await records.SetAliasAsync("churn", "Challenger", 1, "bob", "again", Cancellation);

        (await records.AliasesAsync("churn", Cancellation))
            .ShouldBe([new ModelAlias("churn", "Challenger", 1), new ModelAlias("churn", "champion", 2)]);
        (await records.AliasChangesAsync("churn", Cancellation)).Take(2).Last()
            .ShouldBe(new AliasChange("churn", "champion", 1, 2, "bob", "better", StillClock.Start.AddHours(1)));
        (await records.AliasChangesAsync("churn", Cancellation)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Stores_that_open_and_register_at_once_agree()
    {
        var packages = Enumerable.Range(0, 8).Select(i => ContentHash.Of(Encoding.UTF8.GetBytes($"{i % 4}"))).ToArray();
        var versions = await Task.WhenAll(packages.Select(package => Task.Run(
            async () =>
            {
                var records = await Open();
                var run = await records.StartRunAsync(Run, Cancellation);
                var version = await records.RegisterVersionAsync("churn", package, run, Cancellation);
                await records.SetAliasAsync("churn", "latest", version.Version, "ann", "race", Cancellation);
                return version;
            },
            Cancellation)));

        versions.Select(version => version.Version).Distinct().Order().ShouldBe([1, 2, 3, 4]);
        versions.Select(version => (version.Version, version.Package)).Distinct().Count().ShouldBe(4);
        var opened = await Open();
        (await opened.RunsAsync(100, Cancellation)).Select(run => run.Id).Order().ShouldBe(Enumerable.Range(1, 8));
        (await opened.AliasChangesAsync("churn", Cancellation)).Count.ShouldBe(8);
        (await opened.AliasesAsync("churn", Cancellation)).Count.ShouldBe(1);
    }

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
        var won = await Task.WhenAll(
            stores.Select(store => Task.Run(() => store.Documents.ClaimAsync("nightly 2026-01-01", Cancellation))));
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

    [Fact]
    public async Task An_untouched_audit_log_is_whole_and_one_that_ends_early_is_found_out()
    {
        var records = await Open();
        for (var i = 1; i <= 5; i++)
        {
            await records.Audit.AppendAsync(new AuditNote("ann", "deploy", $"churn/{i}", "because", "{\"auc\": 0.8}"), Cancellation);
        }

        var verdict = await records.Audit.VerifyAsync(null, Cancellation);
        (verdict.Entries, verdict.Fault).ShouldBe((5, null));
        (await records.Audit.VerifyAsync((5, verdict.Head), Cancellation)).Fault.ShouldBeNull();
        (await records.Audit.VerifyAsync((5, new string('0', 64)), Cancellation)).Fault.ShouldBe("entry 5 differs from the noted one");
        (
            await records.Audit.VerifyAsync((6, verdict.Head), Cancellation)).Fault.ShouldBe(
                "the log ends at entry 5, before the noted one, 6");
        (await records.Audit.LastAsync(2, null, Cancellation)).Select(entry => entry.Note.Subject).ShouldBe(["churn/5", "churn/4"]);
        (await records.Audit.LastAsync(9, "churn/2", Cancellation)).Select(entry => entry.Number).ShouldBe([2L]);
    }

    [Theory]
    [InlineData("UPDATE \"Audit\" SET \"Reason\" = 'another' WHERE \"Number\" = 2", "entry 2 was changed")]
    [InlineData("UPDATE \"Audit\" SET \"At\" = \"At\" + 1 WHERE \"Number\" = 3", "entry 3 was changed")]
    [InlineData("UPDATE \"Audit\" SET \"Evidence\" = '{}' WHERE \"Number\" = 1", "entry 1 was changed")]
    [InlineData("DELETE FROM \"Audit\" WHERE \"Number\" = 2", "entry 2 is missing")]
    public async Task The_audit_log_refuses_a_change_and_shows_one_that_was_forced(string change, string fault)
    {
        var records = await Open();
        for (var i = 1; i <= 3; i++)
        {
            await records.Audit.AppendAsync(new AuditNote("ann", "deploy", "churn", $"{i}"), Cancellation);
        }

        (await Should.ThrowAsync<DbException>(() => ExecuteAsync(change))).Message.ShouldContain("append-only");
        await DropTriggersAsync();
        await ExecuteAsync(change);
        (await records.Audit.VerifyAsync(null, Cancellation)).Fault.ShouldBe(fault);
    }

    [Fact]
    public async Task A_log_that_lost_its_end_is_found_by_its_checkpoint_until_somebody_accepts_it()
    {
        var records = await Open(Checkpoint);
        for (var i = 1; i <= 3; i++)
        {
            await NoteAsync(records, i);
        }

        var whole = await records.Audit.VerifyAsync(null, Cancellation);
        whole.Faults.ShouldBeEmpty();
        whole.Checkpoint.ShouldBe(new AuditHead(3, whole.Head));
        await DropTriggersAsync();
        await ExecuteAsync("DELETE FROM \"Audit\" WHERE \"Number\" = 3");
        (await records.Audit.VerifyAsync(null, Cancellation)).Fault
            .ShouldBe($"the log ends at entry 2, but entry 3 was written: see {Checkpoint}");

        // What comes later does not hide it.
        await NoteAsync(records, 4);
        await NoteAsync(records, 5);
        (await records.Audit.VerifyAsync(null, Cancellation)).Fault
            .ShouldBe($"entry 3 is not the one that was written: see {Checkpoint}");

        var accepted = await records.Audit.AcceptAsync("ann", "the disk failed", ["a fault"], Cancellation);
        accepted.Note.Evidence.ShouldContain($"3:{whole.Head}");
        var after = await records.Audit.VerifyAsync(null, Cancellation);
        after.Faults.ShouldBeEmpty();
        after.Checkpoint.ShouldBe(new AuditHead(accepted.Number, accepted.Hash));
        (await Should.ThrowAsync<DbException>(() => ExecuteAsync("DELETE FROM \"Audit\""))).Message.ShouldContain("append-only");
    }

    [Fact]
    public async Task An_emptied_log_and_a_checkpoint_that_is_gone_or_damaged_are_found()
    {
        var records = await Open(Checkpoint);
        await NoteAsync(records, 1);
        var kept = await File.ReadAllTextAsync(Checkpoint, Cancellation);
        File.Delete(Checkpoint);
        (await records.Audit.VerifyAsync(null, Cancellation)).Fault.ShouldBe($"the checkpoint {Checkpoint} is gone");
        await NoteAsync(records, 2);
        File.Exists(Checkpoint).ShouldBeFalse();
        await File.WriteAllTextAsync(Checkpoint, "1:x", Cancellation);
        (await records.Audit.VerifyAsync(null, Cancellation)).Fault.ShouldBe($"the checkpoint {Checkpoint} is damaged");
        await File.WriteAllTextAsync(Checkpoint, kept, Cancellation);
        (await records.Audit.VerifyAsync(null, Cancellation)).Faults.ShouldBeEmpty();

        await DropTriggersAsync();
        await ExecuteAsync("DELETE FROM \"Audit\"");
        (await records.Audit.VerifyAsync(null, Cancellation)).Fault
            .ShouldBe($"the log ends at entry 0, but entry 1 was written: see {Checkpoint}");
    }

    [Fact]
    public async Task A_log_of_an_earlier_version_gets_its_checkpoint_with_the_next_entry()
    {
        await NoteAsync(await Open(), 1);
        var records = await Open(Checkpoint);
        (await records.Audit.VerifyAsync(null, Cancellation)).Faults.ShouldBeEmpty();
        var entry = await NoteAsync(records, 2);
        (await File.ReadAllTextAsync(Checkpoint, Cancellation)).ShouldBe($"2:{entry.Hash}\n");
    }

    [Fact]
    public async Task Triggers_that_no_longer_protect_the_log_are_found()
    {
        var records = await Open();
        (await records.Audit.VerifyAsync(null, Cancellation)).Faults.ShouldBeEmpty();
        await DropTriggersAsync();
        (await records.Audit.VerifyAsync(null, Cancellation)).Faults[0]
            .ShouldEndWith(", which keeps entries from being changed, is missing or altered");
    }

    [Theory]
    [InlineData("UPDATE \"Versions\" SET \"PackageHash\" = 'x'", "version 1 of churn has another package than its entry says")]
    [InlineData("DELETE FROM \"Versions\"", "version 1 of churn is gone from the records")]
    [InlineData("UPDATE \"Versions\" SET \"Version\" = 2", "version 1 of churn is gone from the records; version 2 of churn has no entry")]
    [InlineData("UPDATE \"Aliases\" SET \"Version\" = 7", "the alias prod of churn points at version 7, and no entry says so")]
    [InlineData("DELETE FROM \"Aliases\"", "the alias prod of churn is gone from the records")]
    [InlineData("DELETE FROM \"AliasChanges\"", "a change of the alias prod of churn to version 1 is gone from the records")]
    [InlineData(
        "UPDATE \"AliasChanges\" SET \"Who\" = 'eve'",
        "the change of the alias prod of churn to version 1 has no entry; "
            + "a change of the alias prod of churn to version 1 is gone from the records")]
    public async Task What_is_on_record_without_an_entry_is_found(string change, string faults)
    {
        var records = await Open(Checkpoint);
        await records.RegisterVersionAsync("churn", A, 1, Cancellation);
        await records.SetAliasAsync("churn", "prod", 1, "ann", "good", Cancellation);
        (await records.Audit.VerifyAsync(null, Cancellation)).Faults.ShouldBeEmpty();
        await ExecuteAsync(change);
        string.Join("; ", (await records.Audit.VerifyAsync(null, Cancellation)).Faults).ShouldBe(faults);
    }

    private static Task<AuditEntry> NoteAsync(RecordStore records, int i) =>
        records.Audit.AppendAsync(new AuditNote("ann", "deploy", "churn", $"{i}"), Cancellation);

    private static Task<long> AddUnit(RecordStore records, int run, string key) =>
        records.AddUnitAsync(run, 1, "ingest", "all", key, "first", UnitStatus.Running, Cancellation);
}
