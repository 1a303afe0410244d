using Trestle.Core.Errors;
using Trestle.Core.Routing;
using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Serving.Metrics;

namespace Trestle.Serving.Routes;

/// <summary>
/// A route table's file, checked a few times a second: its content is compared, because notifications of changes are lost on network
/// disks and in containers. Changes are loaded while requests continue and take effect between two of them. An invalid table leaves the
/// previous one in force; it is retried when the file changes. Newer states of keyed tables beside it (<see cref="NewerTables"/>) are
/// followed in the same way.
/// </summary>
internal sealed class RouteFile
{
    private const int LargestFile = 1 << 20;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly string path;
    private readonly RequestPolicy policy;
    private readonly HostMetrics metrics;
    private readonly TimeProvider clock;
    private readonly NewerTables newer;
    private byte[] seen;
    private byte[] inForce;

    /// <summary>Loads the first table; here an invalid one is an error, because there is no previous one.</summary>
    public RouteFile(string path, RequestPolicy policy, HostMetrics metrics, TimeProvider clock)
    {
        (this.path, this.policy, this.metrics, this.clock) = (Path.GetFullPath(path), policy, metrics, clock);
        newer = new NewerTables(Path.GetDirectoryName(this.path)!);
        try
        {
            seen = inForce = Read();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new TrestleException(RoutingErrors.Unreadable(this.path, failed.Message), inner: failed);
        }

        Board = new Switchboard(Load(RouteTables.Read(seen, this.path), null));
    }

    /// <summary>The table in force.</summary>
    public Switchboard Board { get; }

    /// <summary>Follows the file until told to stop.</summary>
    public async Task WatchAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                await LookAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The host ends.
        }
    }

    /// <summary>Checks the file and the tables beside it once, and loads changes on a thread that answers no requests.</summary>
    public async Task LookAsync()
    {
        if (Changed() is { } content)
        {
            await Aside(() => Use(content));
        }

        if (!Board.Table.Routes.All(route => TableLoader.IsCurrent(route.Model, newer)))
        {
            await Aside(() => Board.Renew(TableLoader.Refreshed(Board.Table, newer, policy)));
        }
    }

    private static Task Aside(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>The content of the file, if it differs from before.</summary>
    private byte[]? Changed()
    {
        try
        {
            var content = Read();
            return content.AsSpan().SequenceEqual(seen) ? null : content;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            seen = [];
            Report(null, RoutingErrors.Unreadable(path, failed.Message));
            return null;
        }
    }

    private void Use(byte[] content)
    {
        seen = content;
        if (content.AsSpan().SequenceEqual(inForce))
        {
            Board.Report(null);
            return;
        }

        long? asked = null;
        try
        {
            var table = RouteTables.Read(content, path);
            asked = table.Generation;
            Board.Switch(Load(table, Board.Table));
            inForce = content;
        }
        catch (TrestleException unusable)
        {
            Report(asked, unusable.Problems[0]);
        }
        catch (Exception failed)
        {
            // Whatever a table or a package contains, the running versions keep running.
            Report(asked, RoutingErrors.Broken(path, failed.GetType().Name), failed.StackTrace);
        }
    }

    private ServedTable Load(RouteTable table, ServedTable? before) => before is not null && table.Generation <= before.Generation
        ? throw new TrestleException(RoutingErrors.NotNewer(table.Generation, before.Generation, path))
        : TableLoader.Load(table, newer, before, policy, metrics);

    private byte[] Read()
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var content = new byte[file.Length <= LargestFile ? file.Length : throw new IOException("it is too large")];
        file.ReadExactly(content);
        return content;
    }

    /// <summary>Reports what is wrong, once until it changes.</summary>
    private void Report(long? generation, Problem problem, string? trace = null)
    {
        if (Board.Failure is { } before && before.Generation == generation && before.Message == problem.ToString())
        {
            return;
        }

        Board.Report(new LoadFailure(generation, problem.Code, problem.ToString(), clock.GetUtcNow()));
        metrics.LoadFailed();
        Console.Error.WriteLine(problem);
        if (trace is not null)
        {
            Console.Error.WriteLine(trace);
        }
    }
}
