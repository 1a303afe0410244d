using Trestle.Stages.Projects;

namespace Trestle.Stages.Runner;

/// <summary>
/// Held by the one process that works on a unit's key. It is a lock on an open file, which the system takes away with the process
/// however that ends.
/// </summary>
internal sealed class UnitLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly FileStream file;

    private UnitLock(FileStream file) => this.file = file;

    public static async Task<UnitLock> TakeAsync(Project project, string key, TimeProvider clock, CancellationToken cancellation)
    {
        var folder = Path.Combine(project.StateFolder, "locks");
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, key[..32]);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                return new UnitLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1));
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(Pause, clock, cancellation);
            }
        }
    }

    public void Dispose() => file.Dispose();
}
