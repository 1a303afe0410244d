using Trestle.Core.Routing;
using Trestle.Learners.Packages;
using Trestle.Rows.Keyed;
using Trestle.Stages.Deploy.Hosts;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Deploy.Targets;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Files;
using Trestle.Storage.Records;

namespace Trestle.Stages.Deploy;

/// <summary>A keyed table that a version in service looks up, after a refresh.</summary>
/// <param name="Version">The version.</param>
/// <param name="Table">The table.</param>
/// <param name="Rows">Its rows now.</param>
/// <param name="Before">Its rows before.</param>
/// <param name="Changed">Whether it differs from before.</param>
public sealed record RefreshedTable(int Version, string Table, int Rows, int Before, bool Changed);

/// <summary>
/// Brings the keyed tables that a run made of the present state of the sources to the versions that are in service. The model, the
/// readings and the joins stay those of the training; a table that means something else is refused.
/// </summary>
public sealed class TableRefresh(
    Project project, RecordStore records, Deployments deployments, IReadOnlyList<IDeployTarget> targets, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>The deployment of a name; error TR1802 when there is none.</summary>
    public async Task<Deployment> FindAsync(string name, CancellationToken cancellation) =>
        await deployments.FindAsync(name, cancellation)
        ?? throw new TrestleException(
            DeployErrors.NoDeployment(name, [.. (await deployments.ListAsync(cancellation)).Select(known => known.Name)]));

    /// <summary>
    /// Brings the tables of a run, and returns once the host answers with them; a host that does not run takes them when it starts. Empty
    /// when no version in service looks anything up. Error TR1846 when the deployment's hosts do not take tables, TR1847 when the run
    /// lacks one, TR1848 when the host cannot use one; TR2353 when one means something else than in training.
    /// </summary>
    public async Task<IReadOnlyList<RefreshedTable>> BringAsync(
        string name, int run, ArtifactReader artifacts, string who, CancellationToken cancellation)
    {
        var folder = DeploymentNames.Folder(project, name);
        using var own = await DeploymentLock.TakeAsync(folder, cancellation);
        var deployment = await FindAsync(name, cancellation);
        var files = KeyedFilesOf(artifacts);
        var (newer, all) = (new NewerTables(folder), new List<RefreshedTable>());
        var (wanted, states) = (new List<WrittenTable>(), new Dictionary<string, string>());
        foreach (var route in deployment.Routes.DistinctBy(route => route.Hash))
        {
            cancellation.ThrowIfCancellationRequested();
            var package = ModelPackage.Open(Path.GetFullPath(route.Package, folder));
            if (package.Tables.Count > 0)
            {
                RequireTarget(deployment);
                all.AddRange(Bring(route, package, files, run, newer));
                wanted.AddRange(newer.WrittenAt(package).Select(table => new WrittenTable(route.Hash, table.Key, table.Value)));
                states.Add(route.Hash, newer.State(package));
            }
        }

        await InForceAsync(deployment, new HostFiles(folder), wanted, states, cancellation);
        if (all.Any(table => table.Changed))
        {
            await records.Audit.AppendAsync(
                new AuditNote(who, DeployActions.Refresh, deployment.Name, $"run {run}: {Words(all)}"), cancellation);
        }

        return all;
    }

    /// <summary>The tables of a version: all of them, or none when one cannot be used.</summary>
    private static IEnumerable<RefreshedTable> Bring(
        Route route, ModelPackage package, IReadOnlyDictionary<string, byte[]> files, int run, NewerTables newer)
    {
        var tables = package.Tables.Keys.Order(StringComparer.Ordinal).Select(table => (
            Name: table,
            File: files.GetValueOrDefault(table)
                ?? throw new TrestleException(DeployErrors.NoSuchTable(run, table, route.Version, [.. files.Keys])))).ToArray();
        var now = package.With(tables.ToDictionary(table => table.Name, table => KeyedTable.Open(table.File, table.Name)));
        foreach (var (table, file) in tables)
        {
            var (before, rows) = Present(newer, package, table);
            var changed = !file.AsSpan().SequenceEqual(before.Span);
            if (changed)
            {
                var place = newer.FileOf(package.Hash, table);
                PrivateFiles.CreateFolder(Path.GetDirectoryName(place)!);
                AtomicFile.WriteStream(place, stream => stream.Write(NewerTables.Sealed(file)));
            }

            yield return new RefreshedTable(route.Version, table, now.Tables[table].Schema.Rows, rows, changed);
        }
    }

    /// <summary>The table that the host has: the newer state, or the package's own one, also where the newer one is damaged.</summary>
    private static (ReadOnlyMemory<byte> File, int Rows) Present(NewerTables newer, ModelPackage package, string table)
    {
        try
        {
            if (newer.Find(package.Hash, table) is { } found)
            {
                return (found, KeyedTable.Open(found, table).Schema.Rows);
            }
        }
        catch (TrestleException)
        {
            // The host cannot use it either and says so; it is replaced.
            File.Delete(newer.FileOf(package.Hash, table));
        }

        return (package.Part(NewerTables.PartOf(table)), package.Tables[table].Schema.Rows);
    }

    private IReadOnlyDictionary<string, byte[]> KeyedFilesOf(ArtifactReader artifacts) =>
        (artifacts.Read(Artifact.CuratedTable).Keyed ?? new Dictionary<string, ContentHash>())
            .ToDictionary(table => table.Key, table => project.Store.Get(table.Value), StringComparer.Ordinal);

    private void RequireTarget(Deployment deployment)
    {
        if (!targets.Any(target => target.Name == deployment.Target && target.TakesTables))
        {
            throw new TrestleException(DeployErrors.TakesNoTables(deployment.Name, deployment.Target));
        }
    }

    /// <summary>Waits until the host answers with the tables that are there; it looks for them a few times a second.</summary>
    private async Task InForceAsync(
        Deployment deployment, HostFiles files, IReadOnlyCollection<WrittenTable> wanted, IReadOnlyDictionary<string, string> states,
        CancellationToken cancellation)
    {
        var from = clock.GetTimestamp();
        while (wanted.Count > 0 && deployment.ShouldAnswer && files.Read() is { Address: { } address, Host: { } host } && host.IsAlive())
        {
            using var client = new HostClient(address, files);
            var served = await client.VersionAsync(cancellation);
            if (served?.Refused.FirstOrDefault(refused => states.GetValueOrDefault(refused.Hash) == refused.State) is { } now)
            {
                throw new TrestleException(DeployErrors.TablesRefused(deployment.Name, now.Reason), ExitCode.Refused);
            }

            if (served is not null && wanted.All(served.Tables.Contains))
            {
                return;
            }

            if (clock.GetElapsedTime(from) > Limit)
            {
                throw new TrestleException(DeployErrors.TablesRefused(deployment.Name, "it does not take them"), ExitCode.Refused);
            }

            await Task.Delay(Pause, clock, cancellation);
        }
    }

    private static string Words(IEnumerable<RefreshedTable> tables) => string.Join("; ", tables.Where(table => table.Changed).Select(
        table => FormattableString.Invariant($"version {table.Version}: {table.Table} {table.Rows:N0} rows ({table.Before:N0} before)")));
}
