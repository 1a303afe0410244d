using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>The scoring host as a process of its own, as it is shipped.</summary>
public sealed class HostProcessTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly List<HostProcess> processes = [];
    private readonly string package;

    public HostProcessTests()
    {
        package = folder.At("sample-1.trestle");
        PackageWriter.WriteFile(SamplePackages.Contents(TaskKind.Binary), package);
    }

    public void Dispose()
    {
        processes.ForEach(process => process.Dispose());
        folder.Dispose();
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task It_says_where_it_listens_answers_and_ends_when_it_is_told(string signal)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("signals are sent by kill");
        }

        var host = Start("--package", package, "--port", "0", "--drain", "1s");
        var address = await host.AddressAsync();
        address.Host.ShouldBe("127.0.0.1");
        using var client = new HttpClient { BaseAddress = address };
        (await client.GetStringAsync("/health", Cancellation)).ShouldBe("OK\n");
        using var content = new StringContent("age,plan\n30,plus\n", Encoding.UTF8, "text/csv");
        using var answer = await client.PostAsync("/invocations", content, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var half = await HalfRequestAsync(address);
        var watch = Stopwatch.StartNew();
        await host.SignalAsync(signal);
        (await host.EndAsync()).ShouldBe(new Ended(0, "", ""));
        watch.Elapsed.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task An_unpacked_package_is_served_too()
    {
        PackageWriter.WriteDirectory(SamplePackages.Contents(TaskKind.Regression), folder.At("unpacked"));
        using var client = new HttpClient
        {
            BaseAddress = await Start(
            "--package", folder.At("unpacked"), "--port", "0", "--max-body", "1KiB", "--host", "localhost").AddressAsync()
        };
        (await client.GetStringAsync("/version", Cancellation)).ShouldContain("sample-regression");
        using var content = new StringContent(new string('x', 1025), Encoding.UTF8, "text/csv");
        using var answer = await client.PostAsync("/invocations", content, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_package_that_was_changed_is_not_served()
    {
        var bytes = await File.ReadAllBytesAsync(package, Cancellation);
        bytes[^2000] ^= 1;
        await File.WriteAllBytesAsync(package, bytes, Cancellation);
        var (code, _, error) = await EndAsync("--package", package, "--port", "0");
        code.ShouldBe(1);
        error.ShouldStartWith("TR1504 the file '");
        error.ShouldContain("\n  fix       ");
    }

    [Theory]
    [InlineData("TR1501", "--package", "/none")]
    [InlineData("TR1901")]
    [InlineData("TR1901", "--package")]
    [InlineData("TR1901", "--package", "x", "--port", "65536")]
    [InlineData("TR1901", "--package", "x", "--on-fault", "rows")]
    [InlineData("TR1901", "--package", "x", "--unseen", "")]
    [InlineData("TR1901", "--package", "x", "--out-of-range", "Reject")]
    [InlineData("TR1901", "--package", "x", "--port", "-1")]
    [InlineData("TR1901", "--package", "x", "--host", "example.org")]
    [InlineData("TR1901", "--package", "x", "--max-body", "0B")]
    [InlineData("TR1901", "--package", "x", "--routes", "y")]
    [InlineData("TR1901", "--package", "")]
    [InlineData("TR1901", "--package", "x", "--prediction-log", "")]
    [InlineData("TR1901", "--package", "x", "--drain", "1h")]
    [InlineData("TR1927", "--routes", "/none")]
    [InlineData("TR1901", "--pakage", "x")]
    public async Task A_command_line_that_cannot_be_followed_is_told(string expected, params string[] arguments)
    {
        var (code, _, error) = await EndAsync(arguments);
        code.ShouldBe(1);
        error.ShouldStartWith(expected);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var (code, _, error) = await EndAsync("--package", package, "--port", $"{((IPEndPoint)taken.LocalEndpoint).Port}");
        code.ShouldBe(1);
        error.ShouldStartWith("TR1902");
    }

    [Fact]
    public async Task Help_tells_the_options()
    {
        var (code, output, _) = await EndAsync("--help");
        code.ShouldBe(0);
        output.ShouldContain("--max-body");
        output.ShouldContain("--routes");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A client that has sent half of its request and waits: it must not hold up the end.</summary>
    private static async Task<TcpClient> HalfRequestAsync(Uri address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, Cancellation);
        await client.GetStream()
            .WriteAsync(
                "POST /invocations HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\nContent-Length: 100\r\n\r\nage"u8.ToArray(),
                Cancellation);
        return client;
    }

    private Task<Ended> EndAsync(params string[] arguments) => Start(arguments).EndAsync();

    private HostProcess Start(params string[] arguments)
    {
        processes.Add(HostProcess.Start(arguments));
        return processes[^1];
    }
}
