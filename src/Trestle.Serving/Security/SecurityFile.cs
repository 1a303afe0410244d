using Trestle.Core.Errors;
using Trestle.Core.Security;

namespace Trestle.Serving.Security;

/// <summary>
/// The file that says who may use the host, checked a few times a second like the route table. What cannot be used leaves the previous
/// content in force, and is reported once until it changes.
/// </summary>
internal sealed class SecurityFile
{
    private const int LargestFile = 16 << 20;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly string path;
    private readonly TimeProvider clock;
    private byte[] seen;
    private string? reported;

    /// <summary>Reads it; here a file that cannot be used is an error, because nothing was in force before.</summary>
    public SecurityFile(string path, TimeProvider clock)
    {
        (this.path, this.clock) = (Path.GetFullPath(path), clock);
        try
        {
            seen = Read();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new TrestleException(GateErrors.Unreadable(this.path, failed.Message), inner: failed);
        }

        Current = HostSecurity.Read(seen, this.path);
    }

    /// <summary>The content in force.</summary>
    public HostSecurity Current { get; private set; }

    /// <summary>Follows the file until told to stop; <paramref name="changed"/> takes what is new.</summary>
    public async Task WatchAsync(Action<HostSecurity> changed, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                if (Look())
                {
                    changed(Current);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The host ends.
        }
    }

    /// <summary>Checks the file once; whether something new is in force.</summary>
    public bool Look()
    {
        try
        {
            var content = Read();
            if (content.AsSpan().SequenceEqual(seen))
            {
                return false;
            }

            seen = content;
            Current = HostSecurity.Read(content, path);
            reported = null;
            return true;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            seen = [];
            Report(GateErrors.Unreadable(path, failed.Message));
        }
        catch (TrestleException unusable)
        {
            Report(unusable.Problems[0]);
        }

        return false;
    }

    private byte[] Read()
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var content = new byte[file.Length <= LargestFile ? file.Length : throw new IOException("it is too large")];
        file.ReadExactly(content);
        return content;
    }

    private void Report(Problem problem)
    {
        if (reported != problem.ToString())
        {
            reported = problem.ToString();
            Console.Error.WriteLine(reported);
        }
    }
}
