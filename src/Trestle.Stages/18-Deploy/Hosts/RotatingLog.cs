using System.Text;

namespace Trestle.Stages.Deploy.Hosts;

/// <summary>Lines in a file that is set aside when it has become large. Safe to use from several threads.</summary>
/// <param name="path">The file; those set aside are called the same with .1, .2 and so on, the newest first.</param>
/// <param name="mostBytes">From how many bytes on it is set aside.</param>
/// <param name="kept">How many are kept beside it.</param>
/// <param name="clock">For the time before each line.</param>
public sealed class RotatingLog(string path, long mostBytes, int kept, TimeProvider clock)
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

            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
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
