using System.Globalization;
using System.Text;

using Trestle.Core.Routing;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Storage.Records;

namespace Trestle.Stages.Deploy;

/// <summary>The figures of an entry that says that routes are in force.</summary>
internal sealed record InForce(long Generation, IReadOnlyList<Route>? Routes)
{
    private const string Word = "generation ";

    /// <summary>As the evidence of an entry.</summary>
    public string Write() => Encoding.UTF8.GetString(Documents.Write(this));

    /// <summary>Reads an entry; one of an earlier version has the generation in its words only.</summary>
    public static InForce? Read(AuditNote note) => note.Evidence.Length > 0
        ? Documents.Read<InForce>(Encoding.UTF8.GetBytes(note.Evidence))
        : note.Reason.StartsWith(Word, StringComparison.Ordinal)
            && long.TryParse(
                note.Reason.AsSpan(Word.Length, Math.Max(0, note.Reason.IndexOf(':', StringComparison.Ordinal) - Word.Length)),
                NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
            ? new InForce(generation, null)
            : null;
}

/// <summary>Holds the deployments, their generations and their retired versions against the entries of the audit log.</summary>
public sealed class AuditedDeployments : IAudited
{
    private readonly Dictionary<string, Entered> deployments = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void See(AuditEntry entry)
    {
        if (!entry.Note.Action.StartsWith("deploy.", StringComparison.Ordinal))
        {
            return;
        }

        var name = entry.Note.Subject.Split('/')[0];
        if (!deployments.TryGetValue(name, out var entered))
        {
            deployments[name] = entered = new Entered();
        }

        entered.Said.Add((entry.Note.Action, entry.Note.Who, entry.Note.Reason));
        if (entry.Note.Action == DeployActions.InForce && InForce.Read(entry.Note) is { } inForce)
        {
            entered.InForce = inForce;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> FaultsAsync(RecordStore records, CancellationToken cancellation)
    {
        var recorded = (await records.Documents.ListAsync(Deployment.Kind, cancellation))
            .Select(document => Documents.Read<Deployment>(Encoding.UTF8.GetBytes(document.Json))).ToList();
        return
        [
            .. recorded.SelectMany(Faults),
            .. deployments.Where(entered => entered.Value.InForce is not null && recorded.All(one => one.Name != entered.Key))
                .Select(entered => $"the deployment {entered.Key} is gone from the records"),
        ];
    }

    private IEnumerable<string> Faults(Deployment deployment)
    {
        if (!deployments.TryGetValue(deployment.Name, out var entered))
        {
            entered = new Entered();
        }

        if (Generation(deployment, entered) is { } fault)
        {
            yield return fault;
        }

        foreach (var version in deployment.Archived.Where(version => !entered.Said.Contains(
            (DeployActions.Retire, version.Who, version.Reason))))
        {
            yield return $"no entry says that version {version.Version} of the deployment {deployment.Name} was retired";
        }
    }

    private static string? Generation(Deployment deployment, Entered entered)
    {
        var (name, inForce) = (deployment.Name, entered.InForce?.Generation ?? 0);
        if (deployment.Pending is { } change)
        {
            return entered.Said.Contains((change.Action, change.Who, change.Reason)) && inForce < deployment.Generation
                ? null
                : $"the change of the deployment {name} to generation {deployment.Generation} has no entry";
        }

        // One that never came into service has no routes.
        return deployment is { Routes.Count: 0, Good.Count: 0, Retired: null }
            ? inForce <= deployment.Generation ? null : $"the deployment {name} is not what its entries say: generation {inForce}"
            : inForce != deployment.Generation
                ? $"generation {deployment.Generation} of the deployment {name} has no entry; the last one is {inForce}"
            : entered.InForce!.Routes is { } routes && !routes.SequenceEqual(deployment.Routes)
                ? $"the deployment {name} has other routes than the entry of generation {inForce} says"
            : null;
    }

    /// <summary>What the entries say about a deployment.</summary>
    private sealed class Entered
    {
        public InForce? InForce { get; set; }

        public HashSet<(string Action, string Who, string Reason)> Said { get; } = [];
    }
}
