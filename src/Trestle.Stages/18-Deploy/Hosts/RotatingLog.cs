using System.Text;

using Trestle.Storage.Files;

namespace Trestle.Stages.Deploy.Hosts;

/// <summary>Lines in a file that is rotated when it becomes large. Safe to use from several threads.</summary>
/// <param name="path">The file; rotated ones have the same name with .1, .2 and so on, the newest first.</param>
/// <param name="mostBytes">Size in bytes at which it is rotated.</param>
/// <param name="kept">How many rotated files are kept.</param>
/// <param name="clock">For the time before each line.</param>
internal sealed class RotatingLog(string path, long mostBytes, int kept, TimeProvider clock)
{
    private readonly Lock gate = new();

    /// <summary>Adds a line.</summary>
    public void Write(string line)
    {
        var bytes = Encoding.UTF8.GetBytes($"{clock.GetUtcNow():yyyy-MM-dd HH:mm:ss} {line}\n");
        lock (gate)
        {
            if (File.Exists(path) && new FileInfo(path).Length + bytes.Length > mostBytes)
            {
                Rotate();
            }

            using var file = PrivateFiles.Open(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            file.Write(bytes);
        }
    }

    private void Rotate()
    {
        for (var i = kept; i > 1; i--)
        {
            if (File.Exists($"{path}.{i - 1}"))
            {
                File.Move($"{path}.{i - 1}", $"{path}.{i}", overwrite: true);
            }
        }

        File.Move(path, $"{path}.1", overwrite: true);
    }
}
